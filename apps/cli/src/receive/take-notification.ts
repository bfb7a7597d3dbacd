import type { IncomingMessage } from 'node:http';
import type { UploadNotice } from '@glyphwatch/upload-notices';
import { type Answer, DONE, refused, tryAgain } from './answer.ts';
import type { ArrivingImages } from './arriving-images.ts';
import { MAX_BODY_BYTES, readBody } from './read-body.ts';
import type { Asked, Route } from './route.ts';

/**
 * Takes one request, and answers when the work is done: results are stored, or the sender has to try again. A request that is
 * repeated finds the result stored.
 */
export async function takeNotification(
  request: IncomingMessage,
  routes: ReadonlyMap<string, Route>,
  images: ArrivingImages,
): Promise<Answer> {
  const url = URL.parse(request.url ?? '', 'http://localhost');
  const route = url && routes.get(url.pathname);
  if (!url || !route) return refused(404, 'nothing is received at this path');
  const asked = { headers: request.headers, query: url.searchParams };
  // A browser names the page it acts for; senders of notifications do not.
  if (request.headers.origin !== undefined) return refused(403, 'browsers send no notifications');
  const refusal = await route.refusal(asked);
  if (refusal !== undefined) return refused(401, refusal);
  if (request.method === 'OPTIONS' && route.hasHandshake) return handshake(asked);
  if (request.method !== 'POST') return refused(405, 'notifications are posted');
  if (!isJson(asked)) return refused(415, 'the content type is not JSON');
  const body = await readBody(request);
  if (body === undefined) return refused(413, `the body has more than ${MAX_BODY_BYTES} bytes`);
  return takeBody(body, route, images);
}

/** https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection */
function handshake({ headers }: Asked): Answer {
  const origin = headers['webhook-request-origin'];
  if (typeof origin !== 'string') return refused(400, 'WebHook-Request-Origin is missing');
  const allowed = { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' };
  return { status: 200, headers: { ...allowed, allow: 'POST' } };
}

/** Other types need no consent of the server before a browser posts them. */
function isJson({ headers }: Asked): boolean {
  return /^application\/(json|cloudevents(-batch)?\+json)\s*(;|$)/i.test(
    headers['content-type'] ?? '',
  );
}

async function takeBody(text: string, route: Route, images: ArrivingImages): Promise<Answer> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused(400, 'the body is no JSON');
  }
  const parsed = route.parse(body);
  if ('mistake' in parsed) return refused(400, parsed.mistake);
  if ('answer' in parsed) return { status: 200, json: parsed.answer };
  if (!parsed.notices.every((notice) => route.knows(notice))) {
    return refused(400, 'it names a bucket that the settings do not');
  }
  if (images.isFull) return tryAgain('too many images are waiting');
  return outcomeOf(parsed.notices, route, images);
}

async function outcomeOf(
  notices: readonly UploadNotice[],
  route: Route,
  images: ArrivingImages,
): Promise<Answer> {
  const waiting: Promise<boolean>[] = [];
  // One after the other, because opening one may ask the store what it is.
  for (const notice of notices) waiting.push(images.add(await route.open(notice)));
  const isDone = (await Promise.all(waiting)).every(Boolean);
  return isDone ? DONE : tryAgain('an image could not be read or stored');
}
