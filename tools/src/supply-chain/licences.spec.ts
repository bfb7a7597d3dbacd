import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace.ts';
import { EXCEPTIONS, licenceProblems } from './licence-problems.ts';
import { type LockFile, productionPackages, readLockFile } from './locked-packages.ts';

const packages = productionPackages(readLockFile());

/** What is wrong with a package of this name and licence. */
function problems(licence: string | undefined, name = 'left-pad'): string[] {
  return licenceProblems([
    { name, version: '1.0.0', licence, integrity: '', folder: `node_modules/${name}` },
  ]);
}

it('finds a known and allowed licence in every package that users install', () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(licenceProblems(packages)).toEqual([]);
});

it('covers packages of all platforms, and no package that only developers need', () => {
  const names = packages.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['sharp', '@img/sharp-libvips-darwin-arm64']));
  expect(names).not.toContain('jest');
  expect(names.filter((name) => name.startsWith('@glyphwatch/'))).toEqual([]);
});

it.each([
  ['GPL-3.0-only', ['left-pad 1.0.0: GPL-3.0-only is not allowed']],
  ['LGPL-3.0-or-later', ['left-pad 1.0.0: LGPL-3.0-or-later is not allowed']],
  ['MIT AND GPL-2.0', ['left-pad 1.0.0: MIT AND GPL-2.0 is not allowed']],
  [undefined, ['left-pad 1.0.0: states no licence']],
  [
    'SEE LICENSE IN terms.txt',
    ['left-pad 1.0.0: "SEE LICENSE IN terms.txt" is no SPDX expression'],
  ],
  ['UNLICENSED', ['left-pad 1.0.0: "UNLICENSED" is no SPDX expression']],
  ['(MIT OR GPL-3.0-only)', []],
  ['Apache-2.0 AND MIT', []],
])('judges the licence %s', (licence, expected) => {
  expect(problems(licence)).toEqual(expected);
});

it('grants an exception only to the packages that it names, and needs each', () => {
  expect(problems('LGPL-3.0-or-later', '@img/sharp-libvips-linux-x64')).toEqual([]);
  for (const { packages: named, licence } of EXCEPTIONS) {
    const users = packages.filter(({ name }) => named.test(name));
    expect(users.some((one) => one.licence?.includes(licence))).toBe(true);
  }
});

it('names a package by what it is, not by what it is installed as', () => {
  const lock: LockFile = {
    packages: { 'node_modules/alias': { name: 'left-pad', version: '1.0.0' } },
  };
  expect(licenceProblems(productionPackages(lock))).toEqual(['left-pad 1.0.0: states no licence']);
});

it('is a command that counts the packages of each licence', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const [, file = ''] = scripts.licences.split(' ');
  const output = execFileSync(process.execPath, [join(ROOT, file)], { encoding: 'utf8' });
  expect(output).toMatch(/^ *\d+ {2}MIT$/m);
  expect(output).toMatch(
    new RegExp(
      `^${packages.length} packages that users install; every licence is allowed\\.$`,
      'm',
    ),
  );
});
