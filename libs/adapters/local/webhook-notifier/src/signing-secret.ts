const PREFIX = 'whsec_';
const SHORTEST_KEY = 24;
const LONGEST_KEY = 64;

/** What a signing secret is, and how to get one. */
export const SIGNING_SECRET =
  `${PREFIX} followed by ${SHORTEST_KEY} to ${LONGEST_KEY} bytes in base64. ` +
  `Create one with: echo "${PREFIX}$(openssl rand -base64 32)"`;

export function isSigningSecret(secret: string): boolean {
  const encoded = secret.slice(PREFIX.length);
  if (!secret.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return false;
  if (encoded.length % 4 !== 0) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= SHORTEST_KEY && length <= LONGEST_KEY;
}
