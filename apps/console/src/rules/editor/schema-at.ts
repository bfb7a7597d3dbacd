/** As much of JSON Schema as rule files use. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
}

/** A schema and its alternatives, flat. */
export const variants = (schema: Schema): Schema[] => [
  schema,
  ...(schema.anyOf ?? []).flatMap(variants),
];

/** What may stand at a path of keys, where lists take no step of their own. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema[] {
  let here = unlisted([schema]);
  for (const key of path) {
    here = unlisted(
      here.flatMap(({ properties, additionalProperties }) => {
        const found = properties?.[key];
        if (found) return [found];
        return typeof additionalProperties === 'object' ? [additionalProperties] : [];
      }),
    );
  }
  return here;
}

const unlisted = (schemas: readonly Schema[]): Schema[] =>
  schemas
    .flatMap(variants)
    .flatMap((schema) => [schema, ...(schema.items ? unlisted([schema.items]) : [])]);

/**
 * The keys that lead to a line of block YAML, by indentation:
 *
 *     rules:
 *       - id: a
 *         match:
 *           mo|       → ['rules', 'match']
 */
export function pathTo(before: readonly string[], indent: number): string[] {
  const path: string[] = [];
  let depth = indent;
  for (const line of before.toReversed()) {
    const [, lead = '', key] = /^(\s*(?:-\s+)*)["']?([\w.-]+)["']?:(?:\s|$)/.exec(line) ?? [];
    if (key === undefined || lead.length >= depth) continue;
    path.unshift(key);
    // What holds a list may be indented as much as its dashes.
    depth = lead.includes('-') ? lead.indexOf('-') + 1 : lead.length;
  }
  return path;
}
