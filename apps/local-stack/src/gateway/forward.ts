import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Call, HttpRequest, Service } from './read-call.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders | OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** How each service answers an authorised request. */
export type Services = Readonly<
  Record<Service, (request: HttpRequest, call: Call) => Promise<HttpAnswer>>
>;

const agent = new Agent({ keepAlive: true });

/** Forwards the request unchanged. The path is not parsed as a URL, which would normalise `..` and `%`. */
export function forward(
  target: string,
  { method, url, headers, body }: HttpRequest,
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(target);
  const { 'transfer-encoding': _, ...rest } = headers;
  const onwardHeaders = { ...rest, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path: url, headers: onwardHeaders, agent };
    const onward = request(options, (incoming) => {
      buffer(incoming).then(
        (answer) =>
          resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: answer }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
