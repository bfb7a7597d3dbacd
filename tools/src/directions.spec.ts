import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { wrongArrows } from './directions.ts';
import { nx, readGraph, ROOT, type ProjectGraph } from './workspace.ts';

let graph: ProjectGraph;
beforeAll(() => {
  graph = readGraph();
}, 60_000);

it('reads the arrows from the imports', () => {
  const targets = graph.dependencies['sqlite-result-store']?.map(({ target }) => target);
  expect(targets).toContain('domain');
});

it('finds no arrow that points the wrong way', () => {
  expect(wrongArrows(graph)).toEqual([]);
});

it('finds a planted arrow from the domain to an adapter, and one between adapters', () => {
  const planted = {
    ...graph,
    dependencies: {
      ...graph.dependencies,
      domain: [{ source: 'domain', target: 'in-memory', type: 'static' }],
      'smtp-notifier': [{ source: 'smtp-notifier', target: 'webhook-notifier', type: 'static' }],
    },
  };
  expect(wrongArrows(planted).sort()).toEqual([
    'domain → in-memory',
    'smtp-notifier → webhook-notifier',
  ]);
});

it('gives every project one scope and one platform', () => {
  for (const [project, { data }] of Object.entries(graph.nodes)) {
    if (data.root === '.') continue;
    const kinds = data.tags.filter((tag) => /^(scope|platform):/.test(tag));
    expect([project, kinds.map((tag) => tag.split(':')[0]).sort()]).toEqual([
      project,
      ['platform', 'scope'],
    ]);
  }
});

describe('lint', () => {
  // The boundary rule reads Nx's cached graph and skips itself without one.
  beforeAll(() => void nx('show', 'projects'), 60_000);

  const planted = [
    ['libs/domain/src', "import '@glyphwatch/domain/in-memory';", '@nx/enforce-module-boundaries'],
    ['libs/domain/src', "import 'node:fs';", 'no-restricted-imports'],
    [
      'libs/adapters/local/smtp-notifier/src',
      "import '@glyphwatch/webhook-notifier';",
      '@nx/enforce-module-boundaries',
    ],
  ] as const;

  it.each(planted)(
    'refuses in %s: %s',
    (folder, code, rule) => {
      // Typed rules want a file that belongs to the project, so an existing name is used.
      const { stdout } = spawnSync(
        join(ROOT, 'node_modules/.bin/eslint'),
        ['--format', 'json', '--stdin', '--stdin-filename', join(folder, 'index.ts')],
        { cwd: ROOT, input: `${code}\n`, encoding: 'utf8' },
      );
      const [report] = JSON.parse(stdout) as { messages: { ruleId: string }[] }[];
      expect(report?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
    },
    60_000,
  );
});
