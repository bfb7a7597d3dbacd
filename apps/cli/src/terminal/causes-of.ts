const MAX_DEPTH = 10;

/** What led to a failure, outermost first, for people who look for the reason. Not for logs: it may quote foreign text. */
export function causesOf(error: unknown, depth = 1): string[] {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return [];
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return causes
    .filter((cause) => cause !== undefined)
    .flatMap((cause) => [
      `${'  '.repeat(depth)}because of ${aboutError(cause)}`,
      ...causesOf(cause, depth + 1),
    ]);
}

function aboutError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error.name}${code}: ${error.message}`;
}
