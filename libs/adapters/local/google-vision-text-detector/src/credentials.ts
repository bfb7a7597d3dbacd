import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Clock, GlyphwatchError, isRecord } from '@glyphwatch/domain';

/** Headers that say who asks; made anew for each request, so that none runs out. */
export type Authorize = () => Readonly<Record<string, string>>;

/** Not in the URL, which proxies and servers log. */
export function byKey(key: string): Authorize {
  return () => ({ 'x-goog-api-key': key });
}

export interface ServiceAccount {
  readonly email: string;
  readonly keyId: string;
  readonly key: KeyObject;
  readonly project: string | undefined;
}

/** At most an hour is allowed. */
const SECONDS_VALID = 3600;

/**
 * A token that the account signs itself, for one service and without a request for it: https://google.aip.dev/auth/4111
 */
export function byServiceAccount(
  { email, keyId, key }: ServiceAccount,
  audience: string,
  clock: Clock = Date.now,
): Authorize {
  return () => {
    const now = Math.floor(clock() / 1000);
    const claims = { iss: email, sub: email, aud: audience, iat: now, exp: now + SECONDS_VALID };
    const head = { alg: 'RS256', typ: 'JWT', kid: keyId };
    const text = [head, claims].map((part) => base64(JSON.stringify(part))).join('.');
    const signature = sign('RSA-SHA256', Buffer.from(text), key);
    return { authorization: `Bearer ${text}.${signature.toString('base64url')}` };
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** Fails with `detector-misconfigured`; no message holds anything of the file. */
export async function readServiceAccount(file: string): Promise<ServiceAccount> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw misconfigured(`The file ${file} with Google's credentials cannot be read.`, cause);
  });
  const { type, client_email, private_key_id, private_key, project_id } = parsed(text, file);
  if (type !== 'service_account') {
    throw misconfigured(
      `The file ${file} holds no service account. Create a key for one in the Google Cloud console, or use keyFrom.`,
    );
  }
  if (!isText(client_email) || !isText(private_key_id) || !isText(private_key)) {
    throw misconfigured(`The file ${file} lacks client_email, private_key_id or private_key.`);
  }
  return {
    email: client_email,
    keyId: private_key_id,
    key: keyIn(private_key, file),
    project: isText(project_id) ? project_id : undefined,
  };
}

/** Errors of parsers quote what they parse, so that they are no causes here. */
function parsed(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Said below.
  }
  throw misconfigured(`The file ${file} with Google's credentials is not JSON.`);
}

function keyIn(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw misconfigured(`The private key in ${file} cannot be read.`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function misconfigured(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('detector-misconfigured', message, { cause });
}
