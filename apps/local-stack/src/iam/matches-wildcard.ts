/** `*` stands for any characters, `?` for one; everything else for itself. */
export function matchesWildcard(
  pattern: string,
  value: string,
  { ignoreCase = false }: { readonly ignoreCase?: boolean } = {},
): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`, ignoreCase ? 'i' : '').test(value);
}
