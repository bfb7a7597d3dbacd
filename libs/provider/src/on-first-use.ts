/** A port whose methods return promises, because it may have to be opened first. */
export type OpenedLater<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Promise<Awaited<Answer>>
    : Port[Name];
};

/**
 * Opens a port on the first method call. Concurrent callers share one attempt; after a failure, the next call tries again.
 * `known` holds properties that are readable before, such as its identity. Disposing of a port that was never opened does
 * nothing.
 */
export function onFirstUse<Port extends object>(
  open: () => Promise<Port>,
  known: Partial<Port> = {},
): OpenedLater<Port> & AsyncDisposable {
  let opening: Promise<Port> | undefined;
  const opened = (): Promise<Port> =>
    (opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  const start = {
    ...known,
    [Symbol.asyncDispose]: async () => {
      const port = await opening;
      if (port) await methodOf(port, Symbol.asyncDispose)?.();
    },
  };
  return new Proxy(start as OpenedLater<Port> & AsyncDisposable, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name);
      // So that `await` does not treat the port as a promise.
      if (name === 'then') return undefined;
      return async (...args: unknown[]): Promise<unknown> => {
        const method = methodOf(await opened(), name);
        if (!method) throw new TypeError(`${String(name)} is not a method`);
        return method(...args);
      };
    },
  });
}

function methodOf(port: object, name: string | symbol) {
  const method: unknown = Reflect.get(port, name);
  if (typeof method !== 'function') return undefined;
  return (...args: unknown[]): unknown => Reflect.apply(method, port, args);
}
