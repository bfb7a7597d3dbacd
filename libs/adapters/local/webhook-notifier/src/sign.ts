import { GlyphwatchError } from '@glyphwatch/domain';
import { Webhook } from 'standardwebhooks';

const PREFIX = 'whsec_';
const SHORTEST_KEY = 24;
const LONGEST_KEY = 64;

export interface Signed {
  readonly id: string;
  readonly body: string;
  readonly now: number;
}

/**
 * The three headers of Standard Webhooks. With several secrets there are several signatures, so that a receiver can
 * change its secret without losing a message: add the new one, change the receiver, take the old one out.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  secrets: readonly string[],
  { id, body, now }: Signed,
): Record<string, string> {
  const time = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets
      .map((secret) => new Webhook(secret).sign(id, time, body))
      .join(' '),
  };
}

/** Fails unless there is a secret and each is `whsec_` and 24 to 64 bytes in base64. Never shows one. */
export function checkSecrets(secrets: readonly string[]): void {
  if (secrets.length > 0 && secrets.every(isSecret)) return;
  throw new GlyphwatchError(
    'notifier-misconfigured',
    `Each webhook secret must be ${PREFIX} followed by ${SHORTEST_KEY} to ${LONGEST_KEY} bytes in base64. ` +
      `Make one with: echo "${PREFIX}$(openssl rand -base64 32)"`,
  );
}

function isSecret(secret: string): boolean {
  const encoded = secret.slice(PREFIX.length);
  if (!secret.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return false;
  if (encoded.length % 4 !== 0) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= SHORTEST_KEY && length <= LONGEST_KEY;
}
