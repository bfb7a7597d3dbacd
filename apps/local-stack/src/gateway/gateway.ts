import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AwsEnvironment } from '../aws-environment.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { AccessControl } from '../iam/access-control.ts';
import type { RoleResource } from '../template/read-resources.ts';
import { deniedAnswer, json, s3Error, unavailableAnswer } from './answers.ts';
import type { HttpAnswer, Services } from './forward.ts';
import { readCall, type Call, type HttpRequest } from './read-call.ts';

/** Which calls find their service down. */
export type Outage = (call: Call) => boolean;

export interface Gateway {
  readonly endpoint: string;
  outage: Outage;
  /** Starts answering; until then every request gets 503. */
  open(parts: GatewayParts): void;
  close(): Promise<void>;
}

interface GatewayParts {
  readonly services: Services;
  readonly accessControl: AccessControl;
  readonly controlPlane: ControlPlane;
}

/**
 * One address for all services. A caller whose access key id is the name of a role in the template may do what the role
 * allows; everyone else is a person at this machine and may do anything.
 */
export async function startGateway(port: number, environment: AwsEnvironment): Promise<Gateway> {
  let opened: GatewayParts | undefined;
  const server = createServer((incoming, outgoing) => {
    const outage: Outage = (call) => gateway.outage(call);
    void answer(incoming, environment, outage, opened).then(
      (answered) => send(outgoing, answered),
      () => outgoing.destroy(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const gateway: Gateway = {
    outage: () => false,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (parts) => void (opened = parts),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return gateway;
}

async function answer(
  incoming: IncomingMessage,
  environment: AwsEnvironment,
  outage: Outage,
  parts: GatewayParts | undefined,
): Promise<HttpAnswer> {
  const request = await readRequest(incoming);
  if (!parts) return json('events', 503, { message: 'Not started yet.' });
  const { services, accessControl, controlPlane } = parts;
  const description = await controlPlane(request);
  if (description) return description;
  const call = readCallOrRefuse(request, environment);
  if ('status' in call) return call;
  const isHead = request.method === 'HEAD';
  const role = accessControl.roleNamed(call.caller ?? '');
  const denied =
    role && call.accesses.find((access) => !accessControl.authorize(role, access).isAllowed);
  if (denied) {
    const message = `User: ${role.arn} is not authorized to perform: ${denied.action} on resource: ${denied.resource}`;
    return deniedAnswer(call, message, isHead);
  }
  if (outage(call)) return unavailableAnswer(call);
  const answered = await services[call.service](request, call);
  const isHidden = role && isMissingObject(call, answered) && !mayList(call, role, accessControl);
  return isHidden ? s3Error(403, 'AccessDenied', 'Access Denied', isHead) : answered;
}

/** `bucket.localhost` means `/bucket`: some clients insist on it. */
async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const { method = 'GET', url = '/', headers } = incoming;
  const body = await buffer(incoming);
  const [, bucket] = /^(.+)\.localhost(?::\d+)?$/.exec(headers.host ?? '') ?? [];
  if (bucket === undefined) return { method, url, headers, body };
  return { method, url: `/${bucket}${url}`, headers: { ...headers, host: 'localhost' }, body };
}

function readCallOrRefuse(request: HttpRequest, environment: AwsEnvironment): Call | HttpAnswer {
  try {
    return readCall(request, environment);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return json('events', 400, { __type: 'UnknownOperationException', message });
  }
}

function isMissingObject({ service, operation }: Call, { status }: HttpAnswer): boolean {
  return service === 's3' && status === 404 && /^(Get|Head)Object$/.test(operation);
}

/** To a caller who may not list the bucket, a missing object looks forbidden. */
function mayList({ accesses }: Call, role: RoleResource, accessControl: AccessControl): boolean {
  const bucket = accesses[0]?.resource.split('/')[0] ?? '';
  const access = { action: 's3:ListBucket', resource: bucket, context: {} };
  return (
    accessControl.decide(role, access).isAllowed && accessControl.authorize(role, access).isAllowed
  );
}

function send(outgoing: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const { 'transfer-encoding': _, connection: _c, ...rest } = headers;
  // The answer to a HEAD has a length but no body.
  const length = body.length > 0 ? { 'content-length': body.length } : {};
  outgoing.writeHead(status, { ...rest, ...length });
  outgoing.end(body);
}
