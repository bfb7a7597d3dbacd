import { ask, type Place, textOf } from './ask.ts';
import { CallError } from './call-error.ts';
import { type Command, operationOf } from './command.ts';
import { fromWire, toWire } from './json-wire.ts';
import { type Patience, tryAgain } from './try-again.ts';

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

export interface ClientOptions extends Patience {
  readonly place: Place;
  /** For each try. */
  readonly timeoutMs: number;
}

/**
 * Stands where adapters expect a client of the SDK, for services that speak JSON and the few operations that every
 * image needs. The SDK builds a chain of twenty steps and walks a schema for each call, and loads all of it before the
 * first one: most of a warm image's CPU time and half of a cold start. A call here is JSON, a signature and one write.
 */
export class JsonClient {
  readonly #service: JsonService;
  readonly #options: ClientOptions;

  constructor(service: JsonService, options: ClientOptions) {
    this.#service = service;
    this.#options = options;
  }

  async send<Output extends object>(command: Command<Output>): Promise<Output> {
    const operation = operationOf(command);
    const body = toWire(command.input);
    return tryAgain(this.#options, () => this.#try(operation, body));
  }

  async #try<Output>(operation: string, body: string): Promise<Output> {
    const { name: service, target, version } = this.#service;
    const { place, timeoutMs } = this.#options;
    const headers = {
      'Content-Type': `application/x-amz-json-${version}`,
      'X-Amz-Target': `${target}.${operation}`,
    };
    const origin = new URL(place.endpointOf(service));
    const about = { service, origin, headers, body, timeoutMs };
    const answer = await ask(place, { ...about, method: 'POST', path: '/' });
    const text = await textOf(answer);
    if (answer.statusCode !== 200) throw CallError.ofJson(answer, text);
    return fromWire(text);
  }
}
