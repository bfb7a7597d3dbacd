/** One call of a port's method; `proceed` makes it, with other arguments if they are given. */
export type Interception = (
  method: string,
  proceed: (changed?: readonly unknown[]) => Promise<unknown>,
  args: readonly unknown[],
) => Promise<unknown>;

/** A port whose every call goes through `between`, which may delay, change, reject or repeat it. */
export function intercept<Port extends object>(port: Port, between: Interception): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      return (...args: unknown[]) =>
        between(
          name,
          async (changed = args): Promise<unknown> => Reflect.apply(member, target, changed),
          args,
        );
    },
  });
}
