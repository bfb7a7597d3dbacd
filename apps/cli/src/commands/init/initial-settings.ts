import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_RULES_FILE } from '../../settings/file-names.ts';

/**
 * The commented settings file to start from: valid as it is, and with every `#` that touches its setting removed.
 * `rules` is the rule file, relative to the settings file.
 */
export function initialSettings(rules: string): string {
  const text = readFileSync(join(import.meta.dirname, 'initial-settings.yaml'), 'utf8');
  return text.replace(`rules: ${DEFAULT_RULES_FILE}`, () => `rules: ${JSON.stringify(rules)}`);
}
