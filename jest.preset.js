// Specs cannot set the environment of the process, so what ONNX Runtime reads from it is set here (see no-telemetry.ts).
process.env.ORT_DISABLE_TELEMETRY = '1';

// Processes that specs start need not strip types and compile anew each time; the command uses the same folder.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/node_modules/.cache/glyphwatch`;

// The one Jest configuration: every project runs with it and its own folder as rootDir (nx.json).
const swc = (parser) => ({
  swcrc: false,
  jsc: { target: 'es2023', parser },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
});

// Packages that ship ES modules only. Jest runs CommonJS, so they are compiled too.
const esModulesOnly = [
  'inversify',
  '@inversifyjs',
  'chokidar',
  'readdirp',
  'commander',
  'p-retry',
  'is-network-error',
  'p-limit',
  'yocto-queue',
  'fauxqs',
  'jose',
  'env-paths',
  'is-safe-filename',
];

export default {
  testEnvironment: 'node',
  // Jest's globals are slow, and what compares pictures and places asks for this one in its innermost loops.
  sandboxInjectedGlobals: ['Math'],
  // Ends hung tests, but does not fail on a slow machine.
  testTimeout: 30_000,
  reporters: ['default', `${import.meta.dirname}/tools/src/count-tests.mjs`],
  testMatch: ['<rootDir>/{src,bench}/**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc({ syntax: 'typescript' })],
    '^.+\\.js$': ['@swc/jest', swc({ syntax: 'ecmascript' })],
  },
  // Its package exports have only an `import` condition.
  moduleNameMapper: { '^fauxqs$': `${import.meta.dirname}/node_modules/fauxqs/dist/app.js` },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
};
