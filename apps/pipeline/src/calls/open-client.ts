import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { REKOGNITION_CLIENT_OPTIONS } from '@glyphwatch/rekognition-text-detector';
import { JsonClient, type JsonService, REKOGNITION } from './json-client.ts';
import { placeOf } from './place-of.ts';

const MOST_ATTEMPTS = 3;

/** With the timeouts that every client of a service has, in this process's account. */
export function openClient(service: JsonService, env: NodeJS.ProcessEnv = process.env): JsonClient {
  const { requestTimeout } =
    service === REKOGNITION ? REKOGNITION_CLIENT_OPTIONS.requestHandler : CLIENT_TIMEOUTS;
  return new JsonClient(service, {
    place: placeOf(env),
    timeoutMs: requestTimeout,
    maxAttempts: Number(env['AWS_MAX_ATTEMPTS'] ?? MOST_ATTEMPTS),
  });
}
