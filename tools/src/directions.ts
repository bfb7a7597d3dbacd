/*
 * The allowed directions of imports, used by lint (eslint.config.mjs) and by directions.spec.ts: lint reports in the editor,
 * but silently skips the rule without a cached project graph; the spec never does.
 */

const shared = [
  'scope:domain',
  'scope:documents',
  'scope:text',
  'scope:sent',
  'scope:pages',
  'scope:picture',
  'scope:failures',
  'scope:events',
  'scope:http',
  'scope:watchlist',
  'scope:provider',
];

/** Which kinds of project each kind may import. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'scope:domain': [],
  'scope:documents': ['scope:domain'],
  'scope:text': ['scope:domain'],
  'scope:failures': ['scope:domain'],
  'scope:events': ['scope:domain'],
  'scope:http': ['scope:domain'],
  'scope:sent': ['scope:domain'],
  'scope:pages': ['scope:domain', 'scope:sent'],
  'scope:picture': ['scope:domain', 'scope:text', 'scope:pages'],
  'scope:watchlist': ['scope:domain', 'scope:documents'],
  'scope:provider': ['scope:domain', 'scope:documents'],
  'scope:console': ['scope:domain', 'scope:documents', 'scope:text', 'scope:watchlist'],
  'scope:views': ['scope:domain', 'scope:pages', 'scope:picture'],
  // Never another adapter, and never an app.
  'scope:adapter': shared,
  // The page takes the shapes of its API as types, and the schema that its editor completes from.
  'scope:page': ['scope:console', 'scope:watchlist'],
  'scope:function': [...shared, 'scope:adapter', 'scope:console', 'scope:views'],
  // Apps that deploy or inspect the function may import its detectors and rights (the exports of its package).
  'scope:app': [...shared, 'scope:adapter', 'scope:function', 'scope:console', 'scope:views'],
  // Combines apps, to test them as a whole.
  'scope:stack': [
    ...[...shared, 'scope:adapter', 'scope:function', 'scope:app'],
    ...['scope:console', 'scope:views'],
  ],
  'scope:tools': ['*'],

  'platform:any': ['platform:any'],
  'platform:aws': ['platform:any', 'platform:aws'],
  'platform:local': ['platform:any', 'platform:aws', 'platform:local'],
};

/** Modules for tests only, which production code must not import. */
export const TEST_ONLY = /(^|\/)(testing|in-memory|contracts|simulation)(\/|\.ts$|$)/;

/** Tests, their helpers and tools, which may import TEST_ONLY. */
export const TESTS = [
  '**/*.spec.ts',
  '**/testing/**',
  '{apps/pipeline,libs/domain}/src/{contracts,in-memory,simulation}/**',
  'apps/local-stack/**',
  'tools/**',
];
