import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TextDetector } from '@glyphwatch/domain';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { MAX_S3_BYTES } from './check-image.ts';
import { DetectText } from './detect-text.ts';
import {
  followSchedule,
  parseFault,
  unknownFault,
  type Fault,
  type ScheduledFault,
} from './faults.ts';
import { S3Images, type S3Settings } from './s3-images.ts';
import { ServiceError } from './service-error.ts';

export interface RekognitionLocalOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Default 127.0.0.1: reachable only from this machine. */
  readonly host?: string;
  /** Without it, `S3Object` cannot be used. */
  readonly s3?: S3Settings;
  /** Default: an OnnxTextDetector, closed with the server. Your own stays open. */
  readonly detector?: TextDetector;
  /** A request's own header takes precedence. */
  readonly faults?: readonly ScheduledFault[];
}

export interface RekognitionLocal {
  readonly url: string;
  /** Also ends hanging calls. */
  close(): Promise<void>;
}

const DEFAULT_HOST = '127.0.0.1';
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const FAULT_HEADER = 'x-glyphwatch-fault';
/** Above every limit on images, base64 included, so that those limits apply first. */
const MAX_BODY_BYTES = 2 * MAX_S3_BYTES;

/** Serves Rekognition's DetectText on this machine, backed by a local text detector. */
export async function startRekognitionLocal({
  port,
  host = DEFAULT_HOST,
  s3: settings,
  detector,
  faults = [],
}: RekognitionLocalOptions): Promise<RekognitionLocal> {
  // Starts no workers before the first call.
  const onnx = new OnnxTextDetector({ maxBytes: MAX_S3_BYTES });
  const s3 = settings && new S3Images(settings);
  const detectText = new DetectText(detector ?? onnx, s3);
  const server = buildServer(detectText, followSchedule(faults));
  server.addHook('onClose', async () => {
    s3?.close();
    await onnx.close();
  });
  return { url: await server.listen({ port, host }), close: () => server.close() };
}

function buildServer(detectText: DetectText, nextFault: () => Fault | undefined): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  server.setNotFoundHandler(refuseOperation);
  server.setErrorHandler<Error>((error, _, reply) => answerError(serviceErrorOf(error), reply));
  server.post('/', async (request, reply) => {
    checkOperation(request);
    const fault = faultOf(request) ?? nextFault();
    if (fault?.kind === 'error') throw new ServiceError(fault.name);
    if (fault?.kind === 'hang' || fault?.kind === 'drop') return leave(fault.kind, reply);
    if (fault) await sleep(fault.milliseconds, undefined, { signal: closing.signal });
    return answer(await detectText.answer(bodyOf(request), callerOf(request)), reply);
  });
  return server;
}

function checkOperation({ headers }: FastifyRequest): void {
  const target = headers['x-amz-target'];
  if (target !== 'RekognitionService.DetectText') {
    throw new ServiceError('UnknownOperationException', `X-Amz-Target: ${String(target)}`);
  }
}

function refuseOperation(request: FastifyRequest): never {
  throw new ServiceError('UnknownOperationException', `${request.method} ${request.url}`);
}

function faultOf({ headers }: FastifyRequest): Fault | undefined {
  const text = headers[FAULT_HEADER];
  if (typeof text !== 'string') return undefined;
  const fault = parseFault(text.trim());
  if (!fault) throw new ServiceError('InvalidParameterException', unknownFault(text));
  return fault;
}

/** Never answers; a hanging connection ends when the server closes. */
function leave(kind: 'hang' | 'drop', reply: FastifyReply): FastifyReply {
  reply.hijack();
  if (kind === 'drop') reply.raw.destroy();
  return reply;
}

function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** `Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/rekognition/aws4_request, …` */
function callerOf({ headers: { authorization = '' } }: FastifyRequest): string {
  return /Credential=([^/,\s]+)\//.exec(authorization)?.[1] ?? 'anonymous';
}

function serviceErrorOf(error: Error): ServiceError {
  if (error instanceof ServiceError) return error;
  if ('code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ServiceError('ImageTooLargeException', undefined, { cause: error });
  }
  return new ServiceError('InternalServerError', error.message, { cause: error });
}

function answerError({ name, status, message }: ServiceError, reply: FastifyReply): FastifyReply {
  reply.code(status);
  return answer({ __type: name, Code: name, Logref: randomUUID(), Message: message }, reply);
}

/** As a buffer: fastify would add a charset to the type of a string, which AWS does not send. */
function answer(body: object, reply: FastifyReply): FastifyReply {
  return reply
    .header('content-type', CONTENT_TYPE)
    .header('x-amzn-requestid', randomUUID())
    .send(Buffer.from(JSON.stringify(body)));
}
