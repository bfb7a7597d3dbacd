/** Every cycle as `a → b → a`: the strongly connected components, by Tarjan's algorithm. */
export function findCircles(arrows: ReadonlyMap<string, readonly string[]>): string[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[] = [];

  function visit(node: string): void {
    const index = order.size;
    order.set(node, index);
    lowest.set(node, index);
    open.push(node);
    for (const next of arrows.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(low(node), low(next)));
    }
    if (low(node) === index) close(open.splice(open.indexOf(node)));
  }
  const low = (node: string): number => lowest.get(node) ?? 0;
  function close(group: readonly string[]): void {
    const [first = ''] = group;
    const isCircle = group.length > 1 || arrows.get(first)?.includes(first);
    if (isCircle) circles.push([...group, first].join(' → '));
  }

  for (const node of arrows.keys()) if (!order.has(node)) visit(node);
  return circles;
}
