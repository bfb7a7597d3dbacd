/** What a command of the SDK is, as far as it is needed here; `Output` is what it promises to give. */
export interface Command<Output extends object> {
  readonly input: object;
  resolveMiddleware(...args: never): (...args: never) => Promise<{ readonly output: Output }>;
}

/** Commands of the bundle name it themselves (`plain-commands.ts`); in those of the SDK it is the schema's name. */
export function operationOf(command: object): string {
  if ('operation' in command) return String(command.operation);
  const schema: unknown = 'schema' in command ? command.schema : undefined;
  if (Array.isArray(schema)) return String(schema[2]);
  throw new TypeError('This is no command of the SDK.');
}
