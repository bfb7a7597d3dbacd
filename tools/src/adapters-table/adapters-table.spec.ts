import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, ROOT } from '../workspace.ts';
import { withTable } from './adapters-table.ts';
import { folderOf, type ListedProvider, readProviders } from './read-providers.ts';

const readme = readFileSync(join(ROOT, 'libs/adapters/README.md'), 'utf8');
let providers: ListedProvider[];
beforeAll(async () => {
  providers = await readProviders();
});

it('is up to date', () => {
  const written = withTable(readme, providers);
  // Out of date? Write it with `node tools/src/adapters-table/write-table.ts`.
  expect(readme).toBe(written);
});

it('has a row for every library of an adapter that can be chosen', () => {
  const libraries = repositoryFiles('libs/adapters/*/provider.ts').map(folderOf);
  expect(libraries.length).toBeGreaterThan(10);
  for (const library of libraries) expect(readme).toContain(`](${library}/README.md)`);
});

it('gains one line with one more provider, and keeps all others', () => {
  const added: ListedProvider = {
    name: 'trial',
    folder: 'any/trial-text-detector',
    abilities: {
      ports: ['TextDetector'],
      summary: 'lines | without an end',
      hosts: ['laptop', 'function'],
      limits: ['a', 'b'],
      pricePerThousand: 1.5,
    },
  };
  const before = withTable(readme, providers).split('\n');
  const after = withTable(readme, [...providers, added]).split('\n');
  expect(after.filter((line) => !before.includes(line))).toEqual([
    '| TextDetector | [trial](any/trial-text-detector/README.md) | lines \\| without an end | laptop, function | a; b | 1.5 | nothing |',
  ]);
  expect(after).toHaveLength(before.length + 1);
});

it('fills in "not shown" exactly for those whose contract run omits something', () => {
  const leavesOut = new Set(
    repositoryFiles('libs/adapters/*.spec.ts', 'libs/domain/src/in-memory/in-*.ts')
      .filter((file) => /without: (?!\[\])/.test(readFileSync(join(ROOT, file), 'utf8')))
      .map(folderOf),
  );
  const notShown = providers.filter(({ abilities }) => abilities.notShown);
  expect(new Set(notShown.map(({ folder }) => folder))).toEqual(leavesOut);
});

it('fails without the markers in the README', () => {
  expect(() => withTable('# Adapters\n', providers)).toThrow('prettier-ignore-start');
});
