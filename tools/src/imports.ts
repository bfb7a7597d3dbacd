import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { repositoryFiles, ROOT } from './workspace.ts';

/** For each source file, what it imports by value, by type or lazily. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** The import specifiers of every source file, as written. */
export function readImports(): Imports {
  const files = repositoryFiles('*.ts', '*.mjs', '*.js');
  return new Map(files.map((file) => [file, specifiers(readFileSync(join(ROOT, file), 'utf8'))]));
}

/** Only imports within this repository, resolved to files. */
export function withinRepository(imports: Imports): Imports {
  const entries = packageEntries();
  return new Map(
    [...imports].map(([file, names]) => [
      file,
      names
        .map((name) => (name.startsWith('.') ? join(dirname(file), name) : entries.get(name)))
        .filter((target) => target !== undefined),
    ]),
  );
}

export function specifiers(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** `@glyphwatch/domain/contracts` → `libs/domain/src/contracts/index.ts`, for every entry of every package. */
function packageEntries(): Map<string, string> {
  const entries = new Map<string, string>();
  for (const manifest of repositoryFiles('*/package.json')) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(ROOT, manifest), 'utf8')) as {
      name: string;
      exports?: string | Record<string, string>;
    };
    const paths = typeof exports === 'string' ? { '.': exports } : exports;
    for (const [path, file] of Object.entries(paths))
      entries.set(join(name, path), join(dirname(manifest), file));
  }
  return entries;
}
