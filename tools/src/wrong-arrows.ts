import { matchesGlob } from 'node:path';
import { MAY_IMPORT, TEST_ONLY, TESTS } from './directions.ts';
import type { Imports } from './imports.ts';
import type { ProjectGraph } from './workspace.ts';

/** Every forbidden dependency between projects, as `from → to`. */
export function wrongArrows({ nodes, dependencies }: ProjectGraph): string[] {
  const tagsOf = (project: string): string[] =>
    nodes[project]?.data.tags.filter((tag) => tag in MAY_IMPORT) ?? [];
  return (
    Object.values(dependencies)
      .flat()
      // An implicit dependency is an order of builds, such as infra after pipeline, not an import.
      .filter(({ type, target }) => type !== 'implicit' && target in nodes)
      .filter(({ source, target }) => !mayImport(tagsOf(source), tagsOf(target)))
      .map(({ source, target }) => `${source} → ${target}`)
  );
}

function mayImport(source: readonly string[], target: readonly string[]): boolean {
  return source.every((tag) =>
    MAY_IMPORT[tag]?.some((allowed) => allowed === '*' || target.includes(allowed)),
  );
}

/** Every import of production code that exists for tests only. */
export function testOnlyImports(imports: Imports): string[] {
  return production(imports).flatMap(([file, names]) =>
    names.filter((name) => TEST_ONLY.test(name)).map((name) => `${file} → ${name}`),
  );
}

/** Every import of the domain that is not its own. */
export function domainImports(imports: Imports): string[] {
  return production(imports)
    .filter(([file]) => file.startsWith('libs/domain/src/'))
    .flatMap(([file, names]) =>
      names.filter((name) => !name.startsWith('.')).map((name) => `${file} → ${name}`),
    );
}

function production(imports: Imports) {
  return [...imports].filter(([file]) => !TESTS.some((glob) => matchesGlob(file, glob)));
}
