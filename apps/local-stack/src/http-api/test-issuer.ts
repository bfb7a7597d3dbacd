import { generateKeyPair, jwtVerify, SignJWT } from 'jose';

const ALGORITHM = 'RS256';

/** What an authorizer of the template demands. */
export interface TokenCheck {
  readonly issuer: string;
  readonly audiences: readonly string[];
}

export interface Token {
  readonly issuer: string;
  /** Absent where the claims have a `client_id`, as Cognito's access tokens do. */
  readonly audience?: string;
  /** Besides the registered ones. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** From now, seconds; below 0 it has expired. Default: an hour. */
  readonly lifeSeconds?: number;
}

export type TestIssuer = Awaited<ReturnType<typeof newTestIssuer>>;

/** Signs in the name of every issuer in the template, because none of them knows this machine. */
export async function newTestIssuer() {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  return {
    sign({ issuer, audience, claims = {}, lifeSeconds = 3600 }: Token): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      const about = audience === undefined ? {} : { aud: audience };
      return new SignJWT({ ...claims, ...about })
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(issuer)
        .setIssuedAt(now + Math.min(0, lifeSeconds))
        .setExpirationTime(now + lifeSeconds)
        .sign(privateKey);
    },
    /** The claims, or `undefined` if the token is not good. */
    async claimsOf(
      token: string,
      { issuer, audiences }: TokenCheck,
    ): Promise<Readonly<Record<string, unknown>> | undefined> {
      const wanted = { issuer, algorithms: [ALGORITHM], requiredClaims: ['exp'] };
      const verified = await jwtVerify(token, publicKey, wanted).catch(() => undefined);
      if (!verified) return undefined;
      const { payload } = verified;
      const about = [payload.aud ?? payload['client_id']].flat();
      return about.some((one) => audiences.includes(String(one))) ? payload : undefined;
    },
  };
}
