import * as z from 'zod/mini';

/** A variable of the function that holds JSON. */
export const jsonVariable = z.pipe(
  z.string(),
  z.transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      // Without the text, which may contain a secret.
      context.issues.push({ code: 'custom', message: 'must be JSON', input: undefined });
      return z.NEVER;
    }
  }),
);
