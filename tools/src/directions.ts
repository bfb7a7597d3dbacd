/*
 * The only list of directions. Lint (eslint.config.mjs) and directions.spec.ts both read it: lint answers in the editor,
 * the spec still runs where lint silently skips itself.
 */

const shared = [
  'scope:domain',
  'scope:documents',
  'scope:text',
  'scope:picture',
  'scope:failures',
  'scope:watchlist',
  'scope:provider',
];

/** Which kinds of project each kind may import. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'scope:domain': [],
  'scope:documents': ['scope:domain'],
  'scope:text': ['scope:domain'],
  'scope:failures': ['scope:domain'],
  'scope:picture': ['scope:domain', 'scope:text'],
  'scope:watchlist': ['scope:domain', 'scope:documents'],
  'scope:provider': ['scope:domain', 'scope:documents'],
  // Never another adapter, and never an app.
  'scope:adapter': shared,
  'scope:function': [...shared, 'scope:adapter'],
  // Of the function, those who deploy or examine it see its detectors and rights (the exports of its package).
  'scope:app': [...shared, 'scope:adapter', 'scope:function'],
  // Puts apps together, to try them as a whole.
  'scope:stack': [...shared, 'scope:adapter', 'scope:function', 'scope:app'],
  'scope:tools': ['*'],

  'platform:any': ['platform:any'],
  'platform:aws': ['platform:any', 'platform:aws'],
  'platform:local': ['platform:any', 'platform:aws', 'platform:local'],
};

/** What exists for tests. Production code imports none of it. */
export const TEST_ONLY = /^@glyphwatch\/domain\/(in-memory|contracts)$|(^|\/)testing(\/|$)/;

/** Tests, their helpers, and what exists to try the rest: these may import TEST_ONLY. */
export const TESTS = [
  '**/*.spec.ts',
  '**/testing/**',
  'libs/domain/src/{contracts,in-memory,simulation}/**',
  'apps/local-stack/**',
  'tools/**',
];
