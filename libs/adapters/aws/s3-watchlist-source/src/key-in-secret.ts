/** Reads the key when the first sensitive rule asks for it, and only once unless reading fails. */
export function keyInSecret(secretId: string): () => Promise<string> {
  let key: string | undefined;
  return async () => {
    if (key !== undefined) return key;
    // Most rule files have no sensitive rule, and then the client is never loaded.
    const { readSecret } = await import('./read-secret.ts');
    return (key = await readSecret(secretId));
  };
}
