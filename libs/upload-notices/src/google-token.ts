import { createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';

export interface GoogleTokenOptions {
  /** What the subscription was told to put into its tokens; by default the URL that it pushes to. */
  readonly audience: string;
  /** The service account that the subscription pushes as. */
  readonly email: string;
  /** Google's public keys: a URL that is asked when a key is unknown, or the set itself. */
  readonly keys: URL | Parameters<typeof createLocalJWKSet>[0];
}

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
/** Between two clocks, seconds. */
const TOLERANCE = 30;
const KEYS_TIMEOUT_MS = 5_000;

/**
 * Checks tokens of Pub/Sub: signature (RS256 only), issuer, audience, expiry, and whose it is. Resolves to `undefined` for a
 * genuine one, else to why it is none. Rejects if the keys cannot be had, so that the sender tries again.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function googleTokenCheck({ audience, email, keys }: GoogleTokenOptions) {
  const keyFor: JWTVerifyGetKey =
    keys instanceof URL
      ? createRemoteJWKSet(keys, { timeoutDuration: KEYS_TIMEOUT_MS })
      : createLocalJWKSet(keys);
  const expected = {
    ...{ audience, issuer: ISSUERS, algorithms: ['RS256'], clockTolerance: TOLERANCE },
    requiredClaims: ['exp', 'iat', 'email'],
  };
  return async (token: string): Promise<string | undefined> => {
    try {
      const { payload } = await jwtVerify(token, keyFor, expected);
      const isTheirs = payload['email'] === email && payload['email_verified'] === true;
      return isTheirs ? undefined : 'the token is of another account';
    } catch (error) {
      const code = codeOf(error);
      if (!FORGED.has(code)) throw error;
      return `the token is not genuine (${code})`;
    }
  };
}

/** https://github.com/panva/jose/blob/main/src/util/errors.ts; others are failures to get the keys. */
const FORGED = new Set([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWT_EXPIRED',
  'ERR_JWT_INVALID',
]);

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
