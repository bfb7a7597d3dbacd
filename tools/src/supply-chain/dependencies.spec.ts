import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, ROOT } from '../workspace.ts';
import { readLockFile } from './locked-packages.ts';

const page = readFileSync(join(ROOT, 'DEPENDENCIES.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const [, users = '', developers = ''] = page.split(/^## For /m);

interface Row {
  readonly name: string;
  readonly licence: string;
  readonly reason: string;
}

function rowsOf(section: string): Row[] {
  const rows = section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]*) \|$/gm);
  return [...rows].map(([, name = '', licence = '', reason = '']) => ({ name, licence, reason }));
}

it.each([
  ['users', users, manifest.dependencies],
  ['developers', developers, manifest.devDependencies],
])('lists exactly the dependencies for %s', (_, section, dependencies) => {
  expect(rowsOf(section).map(({ name }) => name)).toEqual(Object.keys(dependencies));
});

it('states the licence of each, and a reason', () => {
  const { packages } = readLockFile();
  for (const { name, licence, reason } of rowsOf(page)) {
    expect([name, licence]).toEqual([name, packages[`node_modules/${name}`]?.license]);
    expect([name, reason]).toEqual([name, expect.stringMatching(/\w{4}/)]);
  }
});

it('covers all, because no project has dependencies of its own', () => {
  for (const file of repositoryFiles('*/package.json')) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, file), 'utf8'),
    );
    expect([file, { ...dependencies, ...devDependencies }]).toEqual([file, {}]);
  }
});
