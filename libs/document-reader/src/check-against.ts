import * as z from 'zod/v4/core';
import { explainIssue } from './explain-issue.ts';
import type { FieldPath } from './problem.ts';

/** A field and what is wrong with it. */
export interface Mistake {
  readonly path: FieldPath;
  readonly message: string;
}

export type Checked<T> =
  | { readonly value: T; readonly mistakes?: undefined }
  | { readonly value?: undefined; readonly mistakes: readonly Mistake[] };

/** For a schema that is used once, generating code does not pay off. */
const ONCE = { jitless: true };

/** Checks data against a schema of `zod` or `zod/mini` and reports every mistake. */
export function checkAgainst<S extends z.$ZodType>(
  data: unknown,
  schema: S,
  { once = false }: { readonly once?: boolean } = {},
): Checked<z.output<S>> {
  const outcome = z.safeParse(schema, data, { error: explainIssue, ...(once ? ONCE : {}) });
  if (outcome.success) return { value: outcome.data };
  return { mistakes: outcome.error.issues.flatMap((issue) => mistakesOf(issue, [])) };
}

type Issue = z.$ZodIssue;

function mistakesOf(issue: Issue, parent: FieldPath): Mistake[] {
  const path = [
    ...parent,
    ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  ];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      message: messages[index] ?? issue.message,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return mistakesOfUnion(issue.errors, path);
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => [{ path, message: inner.message }]);
  }
  return [{ path, message: issue.message }];
}

/** Of several allowed forms, the one most likely meant: the one whose fields fit, else whose type fits, else all. */
function mistakesOfUnion(branches: readonly Issue[][], path: FieldPath): Mistake[] {
  const all = branches.map((issues) => issues.flatMap((issue) => mistakesOf(issue, path)));
  const meant =
    fewest(
      all.filter((mistakes) => mistakes.some((mistake) => mistake.path.length > path.length)),
    ) ?? fewest(all.filter((_, index) => branches[index]?.every(isOfTheRightType)));
  return meant ?? [{ path, message: joinForms(all.flat().map(({ message }) => message)) }];
}

function isOfTheRightType({ code }: Issue): boolean {
  return code !== 'invalid_type' && code !== 'invalid_value' && code !== 'invalid_union';
}

function fewest(lists: readonly Mistake[][]): Mistake[] | undefined {
  return lists.toSorted((a, b) => a.length - b.length)[0];
}

const ADVICE = /(; did you mean .*|: put it in quotes)$/s;

/** `must be text` and `must be a list` → `must be text or a list`; advice stays last. */
function joinForms(messages: readonly string[]): string {
  const advice = messages.flatMap((message) => ADVICE.exec(message)?.[0] ?? [])[0] ?? '';
  const forms = [...new Set(messages.map((message) => message.replace(ADVICE, '')))].map(
    (message, index) => (index === 0 ? message : message.replace(/^(is empty; )?must be /, '')),
  );
  const last = forms.slice(-1);
  return (
    [forms.slice(0, -1).join(', '), ...last].filter((part) => part !== '').join(' or ') + advice
  );
}
