import * as z from 'zod/mini';

/** Reads the text that names a secret, e.g. an environment variable, and gives the secret. */
export type SecretSchema = z.ZodMiniType<string, string>;

/** Secrets never stand in a settings file: it names the environment variable that holds them. */
export const variableName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z_][A-Za-z0-9_]*$/,
      'must be the name of an environment variable, not its content',
    ),
  );

/** A secret field whose text names a variable of `env`. One that is not set is a mistake in the settings. */
export function secretsFrom(env: Readonly<Record<string, string | undefined>>): SecretSchema {
  return z.pipe(
    variableName,
    z.transform((name, context) => {
      const secret = env[name];
      if (secret) return secret;
      const message = `names the environment variable ${name}, which is not set`;
      context.issues.push({ code: 'custom', message, input: name });
      return z.NEVER;
    }),
  );
}
