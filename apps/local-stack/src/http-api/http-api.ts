import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { HttpApiResource, HttpApiRoute } from '../template/read-http-apis.ts';
import type { TestIssuer } from './test-issuer.ts';

export interface HttpApi {
  readonly resource: HttpApiResource;
  /** Of this machine. */
  readonly address: string;
  close(): Promise<void>;
}

export interface HttpApiParts {
  readonly issuer: TestIssuer;
  /** Rejects when the API may not invoke it, or when it fails. */
  readonly invoke: (route: HttpApiRoute, event: unknown) => Promise<unknown>;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Routes, checks tokens and invokes, as https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html and
 * …/http-api-develop-integrations-lambda.html say.
 */
export async function startHttpApi(
  resource: HttpApiResource,
  parts: HttpApiParts,
): Promise<HttpApi> {
  const server = createServer((request, response) => {
    void answer(request, response, resource, parts).catch((error: unknown) => {
      parts.onFailure(error);
      refuse(response, 500, 'Internal Server Error');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    resource,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes }: HttpApiResource,
  { issuer, invoke }: HttpApiParts,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const route = routes.find(
    (one) => [method, 'ANY'].includes(one.method) && path.startsWith(one.prefix),
  );
  if (!route) return refuse(response, 404, 'Not Found');
  const [, token = ''] = /^(?:Bearer )?(.+)$/i.exec(headers.authorization ?? '') ?? [];
  const claims = route.tokens && (await issuer.claimsOf(token, route.tokens));
  if (route.tokens && !claims) return refuse(response, 401, 'Unauthorized');
  const event = {
    ...{ version: '2.0', routeKey: route.key, rawPath: path, rawQueryString: query },
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
    ),
    requestContext: {
      ...{ stage: '$default', http: { method, path } },
      ...(claims ? { authorizer: { jwt: { claims: asText(claims), scopes: null } } } : {}),
    },
    ...bodyOf(await buffer(request)),
  };
  return send(response, await invoke(route, event));
}

/** API Gateway passes every claim on as text. */
function asText(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  );
}

function bodyOf(bytes: Buffer): object {
  if (bytes.length === 0) return { isBase64Encoded: false };
  return { body: bytes.toString('base64'), isBase64Encoded: true };
}

interface Answered {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function send(response: ServerResponse, answered: unknown): void {
  const { statusCode, headers = {}, body = '', isBase64Encoded } = answered as Answered;
  response.writeHead(statusCode, headers);
  response.end(Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}
