/**
 * A port that is opened when its first method is called. Callers that come meanwhile wait for the same opening; one
 * that failed is tried again by the next caller. `known` is what can be read of it before, e.g. its identity.
 */
export function onFirstUse<Port extends object>(
  open: () => Promise<Port>,
  known: Partial<Port> = {},
): Port {
  let opening: Promise<Port> | undefined;
  const opened = (): Promise<Port> =>
    (opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  return new Proxy(known as Port, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name);
      // Whoever awaits the port itself must not take it for a promise.
      if (name === 'then') return undefined;
      return async (...args: unknown[]): Promise<unknown> => {
        const port = await opened();
        const method: unknown = Reflect.get(port, name);
        if (typeof method !== 'function') throw new TypeError(`${String(name)} is not a method`);
        return Reflect.apply(method, port, args);
      };
    },
  });
}
