import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import schema from '@glyphwatch/watchlist/rule-file.schema.json';
import { pathTo, schemaAt, type Schema } from './schema-at.ts';

/** Fields of the rule file where a key may stand, and the words of a field where its value may. */
export function completeRules({
  state,
  pos,
  explicit,
}: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const typed = line.text.slice(0, pos - line.from);
  const before = state.doc.sliceString(0, line.from).split('\n');
  const value = /^(\s*(?:-\s+)*)([\w.-]+):\s+([\w.-]*)$/.exec(typed);
  if (value) {
    const [, lead = '', key = '', word = ''] = value;
    return answer(pos - word.length, valuesOf(at([...pathTo(before, lead.length), key])));
  }
  const field = /^(\s*(?:-\s+)*)([\w.-]*)$/.exec(typed);
  if (!field) return null;
  const [, lead = '', word = ''] = field;
  if (!word && !explicit) return null;
  return answer(pos - word.length, fieldsOf(at(pathTo(before, lead.length))));
}

const at = (path: readonly string[]) => schemaAt(schema as Schema, path);

const answer = (from: number, options: Completion[]): CompletionResult | null =>
  options.length > 0 ? { from, options, validFor: /^[\w.-]*$/ } : null;

function fieldsOf(schemas: readonly Schema[]): Completion[] {
  const fields = schemas.flatMap(({ properties }) => Object.entries(properties ?? {}));
  return [...new Map(fields)].map(([label, { description }]) => ({
    label,
    type: 'property',
    apply: `${label}: `,
    ...(description ? { info: description } : {}),
  }));
}

function valuesOf(schemas: readonly Schema[]): Completion[] {
  const [about] = schemas.flatMap(({ description }) => description ?? []);
  const values = schemas.flatMap((one) => [
    ...(one.enum ?? []),
    ...(one.const === undefined ? [] : [one.const]),
    ...(one.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(values.map(String))].map((label) => ({
    label,
    type: 'enum',
    ...(about ? { info: about } : {}),
  }));
}
