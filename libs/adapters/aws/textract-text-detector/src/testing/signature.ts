import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/textract\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
/** Another one of these would ask for something else. */
const MUST_BE_SIGNED = ['content-type', 'host', 'x-amz-date', 'x-amz-target'];
const LONGEST_SKEW_MS = 15 * 60_000;

export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The name of AWS's error, or `undefined` if the caller signed this request just now. */
export function signatureMistake(
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
  { accessKeyId, secretAccessKey }: Caller,
): string | undefined {
  const [, key, day = '', region = '', names = '', signature = ''] =
    HEADER.exec(headers.authorization ?? '') ?? [];
  if (key === undefined) return 'MissingAuthenticationTokenException';
  if (key !== accessKeyId) return 'UnrecognizedClientException';
  const signed = names.split(';');
  const date = String(headers['x-amz-date']);
  if (!MUST_BE_SIGNED.every((name) => signed.includes(name)) || !date.startsWith(day)) {
    return 'IncompleteSignatureException';
  }
  const time = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (!(Math.abs(Date.now() - time) < LONGEST_SKEW_MS)) return 'InvalidSignatureException';
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, url, '', lines.join(''), names, sha256(body)].join('\n');
  const scope = `${day}/${region}/textract/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(request)].join('\n');
  const parts = [day, region, 'textract', 'aws4_request', text];
  const expected = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? undefined
    : 'InvalidSignatureException';
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
