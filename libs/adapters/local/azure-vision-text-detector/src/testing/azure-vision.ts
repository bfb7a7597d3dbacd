import type { Answer, Received, Reply } from '@glyphwatch/http-calls/testing';
import type { KnownPictures, SeenLine, SeenPicture } from '@glyphwatch/sent-image/testing';
import { isAnswer, PARAMETERS } from './schemas.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const MAX_BYTES = 20_971_520;
const PATH = '/computervision/imageanalysis:analyze';

/** Azure's analyze with features=read. Checks who asks and what; reads only pictures that it knows, in Azure's words. */
export function azureVision(known: KnownPictures, key: string): Answer {
  return async (request) => {
    if (request.headers['ocp-apim-subscription-key'] !== key) return refusal(401, '401');
    const mistake = mistaken(request);
    if (mistake) return mistake;
    const seen = await known.read(request.bytes);
    if (!seen) return refusal(400, 'InvalidRequest', 'InvalidImageFormat');
    const answer = answerOf(seen);
    if (!isAnswer(answer)) throw new Error(JSON.stringify(isAnswer.errors));
    return { status: 200, headers: JSON_TYPE, body: JSON.stringify(answer) };
  };
}

export function refusal(status: number, code: string, inner?: string): Reply {
  const innererror = inner === undefined ? {} : { innererror: { code: inner, message: 'CANARY' } };
  const error = { code, message: 'Of a test: CANARY', ...innererror };
  return {
    status,
    headers: { ...JSON_TYPE, 'x-ms-error-code': code },
    body: JSON.stringify({ error }),
  };
}

function mistaken({ method, path, headers, bytes }: Received): Reply | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  if (method !== 'POST' || pathname !== PATH) return refusal(404, '404');
  const isKnown = [...searchParams].every(([name, value]) => PARAMETERS[name]?.test(value));
  const isComplete = ['api-version', 'features'].every((name) => searchParams.has(name));
  if (!isKnown || !isComplete) return refusal(400, 'InvalidRequest', 'NotSupportedFeature');
  if (headers['content-type'] !== 'application/octet-stream')
    return refusal(415, 'UnsupportedMediaType');
  // Without an inner error, as users report it: https://learn.microsoft.com/answers/questions/1688452
  return bytes.length >= MAX_BYTES ? refusal(400, 'InvalidRequest') : undefined;
}

function answerOf({ lines, width, height }: SeenPicture) {
  return {
    modelVersion: '2023-10-01',
    metadata: { width, height },
    readResult: { blocks: lines.length === 0 ? [] : [{ lines: lines.map(lineOf) }] },
  };
}

function lineOf({ words }: SeenLine) {
  const said = words.map(({ text, corners }) => ({
    text,
    boundingPolygon: corners.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) })),
    confidence: 0.987,
  }));
  const [first, last] = [said[0]?.boundingPolygon, said.at(-1)?.boundingPolygon];
  return {
    text: words.map(({ text }) => text).join(' '),
    boundingPolygon: [first?.[0], last?.[1], last?.[2], first?.[3]].flatMap((point) => point ?? []),
    words: said,
  };
}
