const collator = new Intl.Collator('en', { numeric: true });

/** `scan2.png` before `scan10.png`; ties are broken by code units. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Compares segment by segment, which keeps a folder's files together. */
export function byPath(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const differing = left.findIndex((part, index) => part !== right[index]);
  if (differing === -1) return left.length - right.length;
  const [one, other] = [left[differing], right[differing]];
  return one === undefined ? -1 : other === undefined ? 1 : byName(one, other);
}
