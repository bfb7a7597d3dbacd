import { locateDocument } from '@glyphwatch/document-reader';
import { isRecord } from '@glyphwatch/domain';
import { packNameOf } from '../packs/index.ts';

/** Paths, as written. */
export interface NamedFiles {
  readonly extended: readonly string[];
  readonly lists: readonly string[];
}

/** The files that a rule file names, for callers that must fetch them before `parseRuleFile`. */
export function namedFilesOf(text: string): NamedFiles {
  const { value } = locateDocument(text, { name: '' });
  if (!isRecord(value)) return { extended: [], lists: [] };
  const rules: readonly unknown[] = Array.isArray(value['rules']) ? value['rules'] : [];
  return {
    extended: [value['extend']].flat().filter(isPath).filter(isNoPack),
    lists: rules.map(listOf).filter(isPath),
  };
}

function listOf(rule: unknown): unknown {
  const match = isRecord(rule) ? rule['match'] : undefined;
  const values = isRecord(match) ? match['values'] : undefined;
  return isRecord(values) ? values['file'] : undefined;
}

function isNoPack(path: string): boolean {
  return packNameOf(path) === undefined;
}

function isPath(path: unknown): path is string {
  return typeof path === 'string';
}
