import { spawnSync } from 'node:child_process';
import { MAY_IMPORT } from './directions.ts';
import { findCircles } from './find-circles.ts';
import { readImports } from './imports.ts';
import { nx, readGraph, ROOT, type ProjectGraph } from './workspace.ts';
import { domainImports, testOnlyImports, wrongArrows } from './wrong-arrows.ts';

let graph: ProjectGraph;
beforeAll(() => {
  graph = readGraph();
}, 60_000);

const BOUNDARIES = '@nx/enforce-module-boundaries';
const RESTRICTED = 'no-restricted-imports';

const arrow = (source: string, target: string) => ({ source, target, type: 'static' });

/** The lint rules that each text violates as the content of its file. */
function lint(texts: readonly (readonly [file: string, text: string])[]): string[][] {
  const script = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint();
    const reported = [];
    for (const [filePath, text] of ${JSON.stringify(texts)}) {
      const [{ messages }] = await eslint.lintText(text, { filePath });
      reported.push(messages.map(({ ruleId }) => ruleId));
    }
    process.stdout.write(JSON.stringify(reported));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as string[][];
}

describe('between projects', () => {
  it('derives dependencies from imports', () => {
    const targets = graph.dependencies['sqlite-result-store']?.map(({ target }) => target);
    expect(targets).toContain('domain');
  });

  it('finds no forbidden dependency', () => {
    expect(wrongArrows(graph)).toEqual([]);
  });

  it('finds planted dependencies: out of the domain, between adapters, to an app, from any platform to AWS', () => {
    const planted = {
      planted: [
        arrow('domain', 'watchlist'),
        arrow('smtp-notifier', 'webhook-notifier'),
        arrow('sns-notifier', 'cli'),
        arrow('notification-text', 'aws-failures'),
        arrow('smtp-notifier', 'provider'),
        arrow('local-stack', 'pipeline'),
        arrow('infra', 'pipeline'),
        arrow('pipeline', 'infra'),
      ],
    };
    expect(wrongArrows({ ...graph, dependencies: planted })).toEqual([
      'domain → watchlist',
      'smtp-notifier → webhook-notifier',
      'sns-notifier → cli',
      'notification-text → aws-failures',
      'pipeline → infra',
    ]);
  });

  it('finds no cycle between projects', () => {
    const arrows = Object.entries(graph.dependencies).map(
      ([project, list]) => [project, list.map(({ target }) => target)] as const,
    );
    expect(findCircles(new Map(arrows))).toEqual([]);
  });

  it('gives every project one scope and one platform of the list', () => {
    for (const [project, { data }] of Object.entries(graph.nodes)) {
      if (data.root === '.') continue;
      const kinds = data.tags.filter((tag) => tag in MAY_IMPORT).map((tag) => tag.split(':')[0]);
      expect([project, kinds.sort()]).toEqual([project, ['platform', 'scope']]);
    }
  });
});

describe('between files', () => {
  const imports = readImports();
  const planted = new Map([
    ['apps/cli/src/container.ts', ['@glyphwatch/domain/in-memory', '@glyphwatch/domain']],
    ['apps/cli/src/container.spec.ts', ['@glyphwatch/domain/in-memory']],
    [
      'libs/domain/src/scan-image.ts',
      ['./image.ts', 'node:fs', './testing/samples.ts', './testing.ts', './in-memory/outage.ts'],
    ],
    ['libs/adapters/local/x/src/x.ts', ['@glyphwatch/domain/contracts']],
    ['libs/adapters/local/x/src/testing/x.ts', ['@glyphwatch/domain/contracts']],
  ]);

  it('finds no production code that imports test helpers', () => {
    expect(testOnlyImports(imports)).toEqual([]);
  });

  it('finds planted imports of fakes, contracts and test helpers', () => {
    expect(testOnlyImports(planted)).toEqual([
      'apps/cli/src/container.ts → @glyphwatch/domain/in-memory',
      'libs/domain/src/scan-image.ts → ./testing/samples.ts',
      'libs/domain/src/scan-image.ts → ./testing.ts',
      'libs/domain/src/scan-image.ts → ./in-memory/outage.ts',
      'libs/adapters/local/x/src/x.ts → @glyphwatch/domain/contracts',
    ]);
  });

  it('finds that the domain imports nothing, and a planted import', () => {
    expect(domainImports(imports)).toEqual([]);
    expect(domainImports(planted)).toEqual(['libs/domain/src/scan-image.ts → node:fs']);
  });
});

describe('lint', () => {
  const planted: [file: string, imported: string, rule: string][] = [
    ['libs/domain/src/index.ts', '@glyphwatch/watchlist', BOUNDARIES],
    ['libs/domain/src/index.ts', '@glyphwatch/domain/in-memory', RESTRICTED],
    ['libs/domain/src/index.ts', 'node:fs', RESTRICTED],
    ['libs/domain/src/index.ts', './in-memory/index.ts', RESTRICTED],
    ['libs/adapters/local/smtp-notifier/src/index.ts', '@glyphwatch/webhook-notifier', BOUNDARIES],
    ['apps/cli/src/container.ts', '@glyphwatch/domain/in-memory', RESTRICTED],
    ['apps/cli/src/container.ts', '@glyphwatch/domain/contracts', RESTRICTED],
    ['apps/cli/src/container.ts', './testing/run-command.ts', RESTRICTED],
  ];
  let reported: string[][];
  beforeAll(() => {
    // The boundary rule reads Nx's cached graph and skips itself without one.
    nx('show', 'projects');
    reported = lint(planted.map(([file, imported]) => [file, `import '${imported}';\n`]));
  }, 120_000);

  it.each(planted)('refuses in %s an import of %s', (file, imported, rule) => {
    const index = planted.findIndex((each) => each[0] === file && each[1] === imported);
    expect(reported[index]).toContain(rule);
  });
});
