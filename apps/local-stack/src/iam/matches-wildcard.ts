/** `*` stands for any characters, `?` for one. */
export function matchesWildcard(
  pattern: string,
  value: string,
  { ignoreCase = false }: { readonly ignoreCase?: boolean } = {},
): boolean {
  return expressionOf(pattern, ignoreCase ? 'i' : '').test(value);
}

/** Every call is checked against the same few patterns. */
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string, flags: string): RegExp {
  const key = `${flags}:${pattern}`;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  const expression = expressions.get(key) ?? new RegExp(`^${source}$`, flags);
  expressions.set(key, expression);
  return expression;
}
