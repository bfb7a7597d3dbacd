import { escapeControls } from './escape-controls.ts';

/** One mistake in a file, said so that its writer finds and mends it. */
export interface Problem {
  readonly file: string;
  /** 1-based, within the file. */
  readonly line: number;
  /** The field, e.g. `rules[2].match.mode`; empty for the file as a whole. */
  readonly path: string;
  /** Plain words; ends with the nearest valid word where there is one. */
  readonly message: string;
}

/** A field's address from the top of a document. */
export type FieldPath = readonly (string | number)[];

const MOST_SHOWN = 100;

/** One problem per line, as editors and terminals link it: `rules.yaml:7: rules[2].match.mode: must be …`. */
export function formatProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, MOST_SHOWN).map(formatProblem);
  const hidden = problems.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join('\n');
}

function formatProblem({ file, line, path, message }: Problem): string {
  const parts = [`${file}:${line}`, path, message].filter((part) => part !== '');
  return parts.map(escapeControls).join(': ');
}

/** `['rules', 2, 'match']` → `rules[2].match`; keys that are no plain words are quoted. */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[\w$-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
