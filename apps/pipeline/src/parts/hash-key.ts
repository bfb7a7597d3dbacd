/** Reads the key once, when the first sensitive rule asks for it. What failed is tried again by the next that asks. */
export function hashKeyOf(secretId: string): () => Promise<string> {
  let key: string | undefined;
  return async () => {
    if (key !== undefined) return key;
    const { readSecret } = await import('./read-secret.ts');
    return (key = await readSecret(secretId));
  };
}
