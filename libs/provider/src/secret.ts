import * as z from 'zod/mini';

/** Turns the name of a secret, such as an environment variable, into the secret. */
export type SecretSchema = z.ZodMiniType<string, string>;

/** Settings files never contain secrets, only the names of environment variables that do. */
export const variableName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z_][A-Za-z0-9_]*$/,
      'must be the name of an environment variable, not its content',
    ),
  );

/** Reads secrets from `env`; a variable that is not set is a mistake in the settings. */
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

/** A secret that is a URL, as webhooks have. */
export function httpsUrlIn(secret: SecretSchema): SecretSchema {
  return z.pipe(
    secret,
    z.url({
      protocol: /^https$/,
      error: 'names a variable that holds no URL that begins with https://',
    }),
  );
}
