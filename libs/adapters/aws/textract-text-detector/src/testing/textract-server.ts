import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Block } from '@aws-sdk/client-textract';
import type { KnownPictures, SeenLine, SeenPicture } from '@glyphwatch/sent-image/testing';
import { isAnswer, isRequest } from './schemas.ts';
import { type Caller, signatureMistake } from './signature.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET = 'Textract.DetectDocumentText';
const MAX_BYTES = 10 * 1024 * 1024;

/** An answer instead of the usual one: an error's name, a body as it is, or none. */
export type Fault =
  | { readonly error: string; readonly status?: number }
  | { readonly body: string; readonly status?: number }
  | 'drop'
  | 'hang';

/** Textract's API on loopback. Checks the signature and the request, and reads only pictures that it knows. */
export class TextractServer {
  /** For the next requests, one each. */
  readonly faults: Fault[] = [];
  /** Of the requests that it answered. */
  readonly received: Buffer[] = [];
  /** The only caller that it trusts. */
  caller: Caller = { accessKeyId: 'AKIDCALLER', secretAccessKey: 'secret' };
  readonly #known: KnownPictures;
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(known: KnownPictures) {
    this.#known = known;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const fault = this.faults.shift();
    if (fault === 'hang') return;
    if (fault === 'drop') return void request.socket.destroy();
    if (fault && 'body' in fault) return void answer(response, fault.status ?? 200, fault.body);
    const name = fault?.error ?? this.#mistakeIn(request, body);
    if (name !== undefined) return refuse(response, name, fault?.status);
    const { Document } = JSON.parse(String(body)) as { Document: { Bytes: string } };
    const bytes = Buffer.from(Document.Bytes, 'base64');
    this.received.push(bytes);
    const seen = await this.#known.read(bytes);
    if (!seen) return refuse(response, 'UnsupportedDocumentException');
    const said = answerOf(seen);
    if (!isAnswer(said)) throw new Error(JSON.stringify(isAnswer.errors));
    answer(response, 200, JSON.stringify(said));
  }

  #mistakeIn(request: IncomingMessage, body: Buffer): string | undefined {
    const { method, url, headers } = request;
    if (method !== 'POST' || url !== '/') return 'UnknownOperationException';
    if (headers['content-type'] !== CONTENT_TYPE) return 'SerializationException';
    if (headers['x-amz-target'] !== TARGET) return 'UnknownOperationException';
    const mistake = signatureMistake(request, body, this.caller);
    if (mistake !== undefined) return mistake;
    const asked: unknown = JSON.parse(String(body));
    if (!isRequest(asked)) return 'InvalidParameterException';
    const { length } = Buffer.from(asked.Document.Bytes, 'base64');
    return length > MAX_BYTES ? 'DocumentTooLargeException' : undefined;
  }
}

function refuse(response: ServerResponse, name: string, status = 400): void {
  answer(response, status, JSON.stringify({ __type: name, Message: `${name} of a test` }));
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() });
  response.end(body);
}

function answerOf(seen: SeenPicture) {
  const lines = seen.lines.map((line) => blocksOf(line, seen));
  const page: Block = {
    BlockType: 'PAGE',
    Id: randomUUID(),
    Relationships: [{ Type: 'CHILD', Ids: lines.flatMap(([{ Id = '' } = {}]) => Id) }],
  };
  return {
    DocumentMetadata: { Pages: 1 },
    DetectDocumentTextModelVersion: '1.0',
    Blocks: [page, ...lines.flat()],
  };
}

/** A line, then its words. */
function blocksOf({ words }: SeenLine, { width, height }: SeenPicture): Block[] {
  const blocks = words.map(({ text, corners }): Block => ({
    BlockType: 'WORD',
    Id: randomUUID(),
    Text: text,
    TextType: 'PRINTED',
    Confidence: 99.5,
    Geometry: { Polygon: corners.map(({ x, y }) => ({ X: x / width, Y: y / height })) },
  }));
  const [first, last] = [blocks[0]?.Geometry?.Polygon, blocks.at(-1)?.Geometry?.Polygon];
  const Polygon = [first?.[0], last?.[1], last?.[2], first?.[3]].flatMap((point) => point ?? []);
  const line: Block = {
    BlockType: 'LINE',
    Id: randomUUID(),
    Text: words.map(({ text }) => text).join(' '),
    Confidence: 99,
    Geometry: { Polygon },
    Relationships: [{ Type: 'CHILD', Ids: blocks.flatMap(({ Id = [] }) => Id) }],
  };
  return [line, ...blocks];
}
