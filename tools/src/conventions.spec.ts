import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, ROOT } from './workspace.ts';

/** `path:line text` of every matching line. */
function linesWith(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
      .filter(({ line }) => pattern.test(line))
      .map(({ line, at }) => `${at} ${line.trim()}`),
  );
}

const sources = repositoryFiles('*.ts', '*.tsx').filter((file) => !file.startsWith('tools/'));
const specs = sources.filter((file) => file.endsWith('.spec.ts'));
const code = sources.filter((file) => !file.endsWith('.spec.ts'));
const libraries = code.filter((file) => file.startsWith('libs/'));

it('reads the files of the repository', () => {
  expect(specs.length).toBeGreaterThan(20);
  expect(libraries.length).toBeGreaterThan(50);
});

it('reads the environment in apps only', () => {
  const outsideTesting = libraries.filter((file) => !file.includes('/testing/'));
  // One library sets a variable of its engine; none reads one.
  expect(linesWith(/process\.env(?!\['\w+'\] = )/, outsideTesting)).toEqual([]);
});

it('checks errors by code, never by class', () => {
  expect(linesWith(/instanceof GlyphwatchError/, code)).toEqual([]);
});

it('uses no decorators, enums or parameter properties', () => {
  expect(
    linesWith(
      /^\s*@[a-z]+\(|^(export )?(const )?enum |constructor\(\s*(private|public|readonly) /,
      code,
    ),
  ).toEqual([]);
});

it('has no skipped or focused test, and no title with "should"', () => {
  expect(linesWith(/\b(it|test|describe)\.(skip|only|todo)\b|\bx(it|describe)\(/, specs)).toEqual(
    [],
  );
  expect(linesWith(/^\s*(it|test)(\.each\(.*\))?\(\s*['"`]should /, specs)).toEqual([]);
});

it('has no type escapes', () => {
  expect(
    linesWith(
      /\bas any\b|: any(\[\])?[;,)]|as unknown as|@ts-(ignore|expect-error)|eslint-disable/,
      sources,
    ),
  ).toEqual([]);
});

it('names the licence and carries the notice of the model weights', () => {
  expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toContain('Apache License');
  expect(readFileSync(join(ROOT, 'NOTICE'), 'utf8')).toContain('PaddleOCR');
});

it('keeps a README of one screen in every library', () => {
  for (const manifest of repositoryFiles('libs/**/package.json')) {
    const readme = manifest.replace('package.json', 'README.md');
    expect(repositoryFiles(readme)).toEqual([readme]);
  }
});
