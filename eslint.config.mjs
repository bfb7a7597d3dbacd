import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { MAY_IMPORT, TEST_ONLY, TESTS } from './tools/src/directions.ts';

/** Rules that ask for types are oxlint's (.oxlintrc.json), which takes a tenth of the time for them. */
export default [
  { ignores: ['**/dist', '**/node_modules', '**/coverage', '**/cdk.out', '.nx'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: Object.entries(MAY_IMPORT).map(([sourceTag, mayImport]) => ({
            sourceTag,
            onlyDependOnLibsWithTags: [...mayImport],
          })),
        },
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: [...TESTS],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: TEST_ONLY.source }] }] },
  },
  {
    // The domain runs anywhere, so it imports nothing but itself.
    files: ['libs/domain/src/**/*.ts'],
    ignores: [...TESTS],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]' }, { regex: TEST_ONLY.source }] },
      ],
    },
  },
];
