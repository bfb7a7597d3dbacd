import { escapeControls } from './escape-controls.ts';

/** One mistake in a file, worded so that its author can find and fix it. */
export interface Problem {
  readonly file: string;
  /** 1-based, within the file. */
  readonly line: number;
  /** The field, e.g. `rules[2].match.mode`; empty for the file as a whole. */
  readonly path: string;
  /** Ends with the nearest valid word, if there is one. */
  readonly message: string;
}

/** A field's address from the top of a document. */
export type FieldPath = readonly (string | number)[];

const MAX_SHOWN = 100;

/** One problem per line, in the form that editors link: `rules.yaml:7: rules[2].match.mode: must be …`. */
export function formatProblems(problems: readonly Problem[]): string {
  return [...byFile(problems)].flatMap(([file, those]) => formatFile(file, those)).join('\n');
}

/** A long list of one file hides nothing of the next. */
function formatFile(file: string, problems: readonly Problem[]): string[] {
  const shown = problems.slice(0, MAX_SHOWN).map(formatProblem);
  const hidden = problems.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`… and ${hidden} more in ${escapeControls(file)}`] : [])];
}

/** By line within each file; files in the order of their first problem. */
export function inFileOrder(problems: readonly Problem[]): Problem[] {
  return [...byFile(problems).values()].flatMap((those) =>
    those.toSorted((a, b) => a.line - b.line),
  );
}

function byFile(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  return Map.groupBy(problems, ({ file }) => file);
}

function formatProblem({ file, line, path, message }: Problem): string {
  const parts = [`${file}:${line}`, path, message].filter((part) => part !== '');
  return parts.map(escapeControls).join(': ');
}

/** `['rules', 2, 'match']` → `rules[2].match`; other keys are quoted. */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[\w$-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
