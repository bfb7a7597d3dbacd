import { GlyphwatchError } from '@glyphwatch/domain';
import { Webhook } from 'standardwebhooks';
import { isSigningSecret, SIGNING_SECRET } from './signing-secret.ts';

export interface Signed {
  readonly id: string;
  readonly body: string;
  readonly now: number;
}

/**
 * The three headers of Standard Webhooks, with one signature per secret. A receiver rotates its secret without losing a
 * message this way: add the new one here, change the receiver, remove the old one.
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

/** Fails unless there is a secret and each is `whsec_` and 24 to 64 bytes in base64. The error never quotes one. */
export function checkSecrets(secrets: readonly string[]): void {
  if (secrets.length > 0 && secrets.every(isSigningSecret)) return;
  throw new GlyphwatchError(
    'notifier-misconfigured',
    `Each webhook secret must be ${SIGNING_SECRET}`,
  );
}
