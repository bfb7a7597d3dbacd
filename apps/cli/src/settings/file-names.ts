export const SETTINGS_FILE = 'glyphwatch.yaml';

/** Relative to the folder of the settings file. */
export const DEFAULT_RULES_FILE = 'watch-rules.yaml';
