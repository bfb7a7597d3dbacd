import type * as z from 'zod';
import { checkAgainst } from './check-against.ts';
import { locateDocument, type DocumentOptions, type LocatedDocument } from './locate-document.ts';
import { inFileOrder, type Problem } from './problem.ts';

export type Reading<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/**
 * Reads YAML or JSON against a schema: the value, or every problem in the file, in line order. Never throws.
 */
export function readDocument<S extends z.ZodType>(
  text: string,
  schema: S,
  options: DocumentOptions,
): Reading<z.output<S>> {
  return checkDocument(locateDocument(text, options), schema);
}

export function checkDocument<S extends z.ZodType>(
  document: LocatedDocument,
  schema: S,
): Reading<z.output<S>> {
  if (document.value === undefined) {
    const { problems, problemAt } = document;
    return { problems: problems.length > 0 ? problems : [problemAt([], 'is empty')] };
  }
  const checked = checkAgainst(document.value, schema);
  const mistakes = checked.mistakes ?? [];
  const problems = [
    ...document.problems,
    ...mistakes.map(({ path, message }) => document.problemAt(path, message)),
  ];
  if (problems.length > 0 || checked.mistakes) return { problems: inFileOrder(problems) };
  return { value: checked.value };
}
