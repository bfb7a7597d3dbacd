import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, git } from './clone-repository.ts';

const LIBRARY = 'libs/greeting';
const MANIFEST = {
  name: '@glyphwatch/greeting',
  version: '0.1.0',
  private: true,
  type: 'module',
  nx: {
    name: 'greeting',
    tags: ['scope:text', 'platform:any'],
    targets: { lint: {}, test: {}, typecheck: {} },
  },
};
const SPEC = `import { greeting } from './index.ts';

it('greets', () => {
  expect(greeting).toMatch(/^Good /);
});
`;

/** A small unused library on main: all others are used by an app, whose tests take minutes. */
export function addLibrary(clone: string): void {
  mkdirSync(join(clone, LIBRARY, 'src'), { recursive: true });
  write(clone, 'package.json', `${JSON.stringify(MANIFEST, null, 2)}\n`);
  write(
    clone,
    'tsconfig.json',
    '{ "extends": "../../tsconfig.base.json", "include": ["src/**/*.ts"] }\n',
  );
  write(clone, 'src/index.spec.ts', SPEC);
  writeGreeting(clone, 'Good morning');
}

/** A branch that changes the library, while a commit on main affects every project. */
export function openPullRequest(clone: string): void {
  commitAll(clone, 'A library on main');
  git(clone, 'switch', '--create', 'pull-request');
  writeGreeting(clone, 'Good evening');
  commitAll(clone, 'A pull request');
  git(clone, 'switch', 'main');
  writeFileSync(join(clone, 'jest.preset.js'), 'export default {};\n');
  commitAll(clone, 'Something else on main');
  git(clone, 'update-ref', 'refs/remotes/origin/main', 'main');
  git(clone, 'switch', 'pull-request');
  // As on a runner, which checks out only the branch and knows main as origin/main.
  git(clone, 'branch', '--delete', '--force', 'main');
}

export function writeGreeting(clone: string, greeting: string): void {
  write(clone, 'src/index.ts', `export const greeting = '${greeting}';\n`);
}

function write(clone: string, file: string, text: string): void {
  writeFileSync(join(clone, LIBRARY, file), text);
}
