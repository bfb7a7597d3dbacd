import { GlyphwatchError } from '@glyphwatch/domain';

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Takes the place of the SDK's chain in the bundle: see `build/only-role-credentials.mjs`. */
export function defaultProvider(): () => Promise<RoleCredentials> {
  return async () => roleCredentials(process.env);
}

/** The role's credentials as Lambda gives them. */
export function roleCredentials(env: NodeJS.ProcessEnv): RoleCredentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new GlyphwatchError(
      'settings-invalid',
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: Lambda sets them to those of the role of a function.',
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
