import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

export default [
  { ignores: ['**/dist', '**/node_modules', '**/coverage', '**/cdk.out', '.nx'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: [
            {
              sourceTag: 'scope:domain',
              onlyDependOnLibsWithTags: ['scope:domain'],
              // For its specs only, see below.
              allowedExternalImports: ['fast-check'],
            },
            {
              sourceTag: 'scope:watchlist',
              onlyDependOnLibsWithTags: ['scope:domain', 'scope:documents', 'scope:watchlist'],
            },
            {
              sourceTag: 'scope:provider',
              onlyDependOnLibsWithTags: ['scope:domain', 'scope:documents', 'scope:provider'],
            },
            {
              sourceTag: 'scope:documents',
              onlyDependOnLibsWithTags: ['scope:domain', 'scope:documents'],
            },
            { sourceTag: 'scope:text', onlyDependOnLibsWithTags: ['scope:domain', 'scope:text'] },
            {
              sourceTag: 'scope:failures',
              onlyDependOnLibsWithTags: ['scope:domain', 'scope:failures'],
            },
            {
              sourceTag: 'scope:picture',
              onlyDependOnLibsWithTags: ['scope:domain', 'scope:text', 'scope:picture'],
            },
            {
              sourceTag: 'scope:adapter',
              onlyDependOnLibsWithTags: [
                'scope:domain',
                'scope:watchlist',
                'scope:text',
                'scope:documents',
                'scope:failures',
                'scope:provider',
              ],
            },
            {
              sourceTag: 'scope:app',
              onlyDependOnLibsWithTags: [
                'scope:domain',
                'scope:watchlist',
                'scope:documents',
                'scope:text',
                'scope:picture',
                'scope:failures',
                'scope:adapter',
                'scope:provider',
              ],
            },
            // Puts apps together, to try them as a whole.
            { sourceTag: 'scope:stack', onlyDependOnLibsWithTags: ['*'] },
            { sourceTag: 'scope:tools', onlyDependOnLibsWithTags: ['*'] },
            {
              sourceTag: 'platform:any',
              onlyDependOnLibsWithTags: ['platform:any'],
            },
            {
              sourceTag: 'platform:aws',
              onlyDependOnLibsWithTags: ['platform:any', 'platform:aws'],
            },
            {
              sourceTag: 'platform:local',
              onlyDependOnLibsWithTags: ['platform:any', 'platform:local', 'platform:aws'],
            },
          ],
        },
      ],
    },
  },
  {
    // The domain runs anywhere: nothing of Node, nothing of a vendor.
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/domain/src/{contracts,in-memory,simulation}/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['node:*', '@aws-sdk/*', 'inversify', 'fast-check'] },
      ],
    },
  },
];
