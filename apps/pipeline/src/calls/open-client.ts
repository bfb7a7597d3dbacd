import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { REKOGNITION_CLIENT_OPTIONS } from '@glyphwatch/rekognition-text-detector';
import { type ClientOptions, JsonClient, type JsonService, REKOGNITION } from './json-client.ts';
import { ObjectClient } from './object-client.ts';
import { placeOf } from './place-of.ts';

const MOST_ATTEMPTS = 3;

/** With the timeouts that every client of a service has, in this process's account. */
export function openClient(service: JsonService, env: NodeJS.ProcessEnv = process.env): JsonClient {
  const { requestTimeout } =
    service === REKOGNITION ? REKOGNITION_CLIENT_OPTIONS.requestHandler : CLIENT_TIMEOUTS;
  return new JsonClient(service, optionsOf(requestTimeout, env));
}

export function openObjectClient(env: NodeJS.ProcessEnv = process.env): ObjectClient {
  return new ObjectClient(optionsOf(CLIENT_TIMEOUTS.requestTimeout, env));
}

function optionsOf(timeoutMs: number, env: NodeJS.ProcessEnv): ClientOptions {
  const maxAttempts = Number(env['AWS_MAX_ATTEMPTS'] ?? MOST_ATTEMPTS);
  return { place: placeOf(env), timeoutMs, maxAttempts };
}
