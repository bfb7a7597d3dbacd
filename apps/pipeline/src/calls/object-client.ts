import type { IncomingMessage } from 'node:http';
import { ask, headerOf, textOf } from './ask.ts';
import { CallError } from './call-error.ts';
import { type Command, operationOf } from './command.ts';
import type { ClientOptions } from './json-client.ts';
import { tryAgain } from './try-again.ts';

const METHODS: Readonly<Record<string, 'GET' | 'HEAD'>> = { GetObject: 'GET', HeadObject: 'HEAD' };

interface ObjectInput {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly VersionId?: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/**
 * Reads objects where adapters expect a client of the SDK, and for the same reasons as `JsonClient`: the rules are the
 * only object that every function reads.
 */
export class ObjectClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async send<Output extends object>(
    command: Command<Output>,
    options: object = {},
  ): Promise<Output> {
    const method = METHODS[operationOf(command)];
    if (!method) throw new TypeError('Objects are only read here.');
    const signal = signalIn(options);
    return tryAgain(this.#options, () => this.#try(method, command.input, signal), signal);
  }

  async #try<Output>(
    method: 'GET' | 'HEAD',
    input: ObjectInput,
    signal: AbortSignal | undefined,
  ): Promise<Output> {
    const { place, timeoutMs } = this.#options;
    const headers = conditionsOf(input);
    const about = { service: 's3', method, ...placeOf(place.endpointOf('s3'), input) };
    const question = { ...about, headers, timeoutMs, ...(signal ? { signal } : {}) };
    const answer = await ask(place, question);
    if (answer.statusCode !== 200) throw CallError.ofXml(answer, await textOf(answer));
    if (method === 'HEAD') answer.resume();
    return outputOf(answer);
  }
}

function signalIn(options: object): AbortSignal | undefined {
  const signal = 'abortSignal' in options ? options.abortSignal : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}

function conditionsOf({ IfMatch, IfNoneMatch }: ObjectInput): Record<string, string> {
  return {
    ...(IfMatch === undefined ? {} : { 'If-Match': IfMatch }),
    ...(IfNoneMatch === undefined ? {} : { 'If-None-Match': IfNoneMatch }),
  };
}

/**
 * AWS wants the bucket in the host's name, where it fits; others have it in the path.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
function placeOf(
  endpoint: string,
  { Bucket = '', Key = '', VersionId }: ObjectInput,
): { readonly origin: URL; readonly path: string } {
  const origin = new URL(endpoint);
  const key = Key.split('/').map(encoded).join('/');
  const query = VersionId === undefined ? '' : `?versionId=${encoded(VersionId)}`;
  const isInHost = AWS_HOST.test(origin.hostname) && !Bucket.includes('.');
  if (!isInHost) return { origin, path: `/${encoded(Bucket)}/${key}${query}` };
  return { origin: new URL(`https://${Bucket}.${origin.host}`), path: `/${key}${query}` };
}

const AWS_HOST = /\.amazonaws\.com(\.cn)?$/;

/** As signatures want it: `encodeURIComponent` leaves five characters more. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What adapters read of an answer; its body is a stream of Node, as it is in that of the SDK. */
function outputOf<Output>(answer: IncomingMessage): Output {
  const length = headerOf(answer, 'content-length');
  const Body = Object.assign(answer, {
    transformToByteArray: async () => Buffer.concat(await answer.toArray()),
  });
  const ETag = headerOf(answer, 'etag');
  return {
    Body,
    ETag,
    ...(length === undefined ? {} : { ContentLength: Number(length) }),
  } as Output;
}
