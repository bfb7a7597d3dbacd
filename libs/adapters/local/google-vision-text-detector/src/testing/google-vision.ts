import { type KeyObject, verify } from 'node:crypto';
import type { Answer, Received, Reply } from '@glyphwatch/http-calls/testing';
import type { KnownPictures, SeenLine, SeenPicture } from '@glyphwatch/sent-image/testing';
import { isAnswer, isRequest, type Request } from './schemas.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const PATH = /^\/v1(\/projects\/[a-z0-9-]+\/locations\/(us|eu|asia))?\/images:annotate$/;

export interface GoogleVisionOptions {
  readonly known: KnownPictures;
  readonly clock?: () => number;
  readonly key?: string;
  readonly account?: {
    readonly email: string;
    readonly keyId: string;
    readonly publicKey: KeyObject;
    readonly audience: string;
  };
}

/** Google's images:annotate. Checks who asks and what; reads only pictures that it knows, in Google's words. */
export function googleVision(options: GoogleVisionOptions): Answer {
  return async (request) => {
    const refusal = denied(request, options) ?? mistaken(request);
    if (refusal) return refusal;
    const { requests }: Request = JSON.parse(request.body);
    const [{ image, features, imageContext }] = requests;
    const seen = await options.known.read(Buffer.from(image.content, 'base64'));
    if (!seen) return said({ responses: [{ error: { code: 3, message: 'Bad image data.' } }] });
    const hasConfidence =
      features[0].type === 'DOCUMENT_TEXT_DETECTION' ||
      imageContext?.textDetectionParams?.enableTextDetectionConfidenceScore === true;
    return said({ responses: [responseFor(seen, hasConfidence)] });
  };
}

export function refusal(code: number, status: string, details: readonly object[] = []): Reply {
  const error = { code, message: 'Of a test: CANARY', status, details };
  return { status: code, headers: JSON_TYPE, body: JSON.stringify({ error }) };
}

export function errorInfo(reason: string): object {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
}

function said(answer: object): Reply {
  if (!isAnswer(answer)) throw new Error(JSON.stringify(isAnswer.errors));
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(answer) };
}

function denied({ headers, path }: Received, options: GoogleVisionOptions): Reply | undefined {
  if (/[?&]key=/.test(path)) return refusal(400, 'INVALID_ARGUMENT');
  const key = headers['x-goog-api-key'];
  if (key !== undefined) {
    if (key === options.key) return undefined;
    return refusal(400, 'INVALID_ARGUMENT', [errorInfo('API_KEY_INVALID')]);
  }
  const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
  return isTrusted(token, options) ? undefined : refusal(401, 'UNAUTHENTICATED');
}

function isTrusted(token: string | undefined, { account, clock = Date.now }: GoogleVisionOptions) {
  const [head = '', claims = '', signature = ''] = token?.split('.') ?? [];
  if (!account || signature === '') return false;
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    account.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  const { alg, typ, kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
  const { iss, sub, aud, iat, exp, ...others } = JSON.parse(
    Buffer.from(claims, 'base64url').toString(),
  );
  const now = clock() / 1000;
  return (
    [isSigned, alg === 'RS256', typ === 'JWT', kid === account.keyId].every(Boolean) &&
    [iss, sub].every((name) => name === account.email) &&
    aud === account.audience &&
    iat <= now + 30 &&
    exp > now &&
    exp - iat <= 3600 &&
    Object.keys(others).length === 0
  );
}

function mistaken({ method, path, headers, body, bytes }: Received): Reply | undefined {
  if (method !== 'POST' || !PATH.test(path)) return refusal(404, 'NOT_FOUND');
  if (headers['content-type'] !== 'application/json') return refusal(400, 'INVALID_ARGUMENT');
  if (bytes.length > MAX_REQUEST_BYTES) return refusal(400, 'INVALID_ARGUMENT');
  if (isRequest(JSON.parse(body))) return undefined;
  const violation = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [] };
  return refusal(400, 'INVALID_ARGUMENT', [violation]);
}

function responseFor({ lines, width, height }: SeenPicture, hasConfidence: boolean): object {
  if (lines.length === 0) return {};
  const confidence = hasConfidence ? { confidence: 0.98 } : {};
  const paragraph = { words: lines.flatMap((line) => wordsOf(line, confidence)), ...confidence };
  const block = { blockType: 'TEXT', paragraphs: [paragraph], ...confidence };
  return {
    textAnnotations: [{ locale: 'en', description: lines.map(textOf).join('\n') }],
    fullTextAnnotation: {
      pages: [{ width, height, blocks: [block], ...confidence }],
      text: lines.map((line) => `${textOf(line)}\n`).join(''),
    },
  };
}

function textOf({ words }: SeenLine): string {
  return words.map(({ text }) => text).join(' ');
}

function wordsOf({ words }: SeenLine, confidence: object): object[] {
  return words.map(({ text, corners }, index) => {
    const isLast = index === words.length - 1;
    const detectedBreak = { type: isLast ? 'LINE_BREAK' : 'SPACE' };
    return {
      boundingBox: {
        vertices: corners.map(({ x, y }) => withoutZeros(Math.round(x), Math.round(y))),
      },
      ...confidence,
      symbols: [...text].map((sign, at) => ({
        text: sign,
        ...(at === text.length - 1 ? { property: { detectedBreak } } : {}),
      })),
    };
  });
}

/** As JSON for protocol buffers has it. */
function withoutZeros(x: number, y: number): object {
  return { ...(x === 0 ? {} : { x }), ...(y === 0 ? {} : { y }) };
}
