import { setTimeout as sleep } from 'node:timers/promises';
import { failureKind, statusOf } from '@glyphwatch/aws-failures';
import { CallError } from './call-error.ts';
import { fromWire, toWire } from './json-wire.ts';
import { type Place, post } from './post.ts';

/** A service that speaks AWS JSON. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export interface JsonService {
  /** As in the host's name and in signatures. */
  readonly name: string;
  /** Comes before the operation in `X-Amz-Target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

export const DYNAMODB: JsonService = {
  name: 'dynamodb',
  target: 'DynamoDB_20120810',
  version: '1.0',
};
export const REKOGNITION: JsonService = {
  name: 'rekognition',
  target: 'RekognitionService',
  version: '1.1',
};
export const EVENTBRIDGE: JsonService = { name: 'events', target: 'AWSEvents', version: '1.1' };

/** What a command of the SDK is, as far as it is needed here; `Output` is what it promises to give. */
interface Command<Output extends object> {
  readonly input: object;
  resolveMiddleware(...args: never): (...args: never) => Promise<{ readonly output: Output }>;
}

export interface JsonClientOptions {
  readonly place: Place;
  /** For each try. */
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 100;
/** Whoever was throttled waits longer. */
const THROTTLED_PAUSE_MS = 500;

/**
 * Stands where adapters expect a client of the SDK, for services that speak JSON and the few operations that every
 * image needs. The SDK builds a chain of twenty steps and walks a schema for each call, and loads all of it before the
 * first one: most of a warm image's CPU time and half of a cold start. A call here is JSON, a signature and one write.
 *
 * As the SDK does, it tries up to `maxAttempts` times when another try may succeed, with a growing pause at random.
 */
export class JsonClient {
  readonly #service: JsonService;
  readonly #options: JsonClientOptions;

  constructor(service: JsonService, options: JsonClientOptions) {
    this.#service = service;
    this.#options = options;
  }

  async send<Output extends object>(command: Command<Output>): Promise<Output> {
    const operation = operationOf(command);
    const body = toWire(command.input);
    const { maxAttempts, wait = sleep } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#try(operation, body);
      } catch (error) {
        if (attempt >= maxAttempts || failureKind(error) !== 'transient') throw error;
        await wait(Math.random() * pauseAfter(error) * 2 ** (attempt - 1));
      }
    }
  }

  async #try<Output>(operation: string, body: string): Promise<Output> {
    const { name, target, version } = this.#service;
    const headers = {
      'Content-Type': `application/x-amz-json-${version}`,
      'X-Amz-Target': `${target}.${operation}`,
    };
    const answer = await post(this.#options.place, name, headers, body, this.#options.timeoutMs);
    if (answer.status >= 300) throw CallError.of(answer);
    return fromWire(answer.text);
  }
}

function pauseAfter(error: unknown): number {
  const status = statusOf(error) ?? 500;
  return status < 500 ? THROTTLED_PAUSE_MS : FIRST_PAUSE_MS;
}

/** Commands of the bundle name it themselves (`plain-commands.ts`); in those of the SDK it is the schema's name. */
function operationOf(command: object): string {
  if ('operation' in command) return String(command.operation);
  const schema: unknown = 'schema' in command ? command.schema : undefined;
  if (Array.isArray(schema)) return String(schema[2]);
  throw new TypeError('This is no command of the SDK.');
}
