import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { AccessBook } from '../iam/access-book.ts';
import type { RoleResource } from '../template/read-resources.ts';
import { deniedAnswer, json, s3Error, unavailableAnswer } from './answers.ts';
import type { HttpAnswer, Services } from './forward.ts';
import { readCall, type Call, type CallPlace, type HttpRequest } from './read-call.ts';

/** Which calls meet a service that is down. */
export type Trouble = (call: Call) => boolean;

export interface Gateway {
  readonly endpoint: string;
  trouble: Trouble;
  /** Until then every request is answered 503. */
  open(services: Services, book: AccessBook, controlPlane: ControlPlane): void;
  close(): Promise<void>;
}

export interface GatewayOptions extends CallPlace {
  readonly port: number;
}

/**
 * The one address of all services. A caller whose access key id is the name of one of the template's roles may do what
 * that role's policies allow; everybody else is a person at this machine and may do everything.
 */
export async function startGateway({ port, ...place }: GatewayOptions): Promise<Gateway> {
  let opened: Pick<Behind, 'services' | 'book' | 'controlPlane'> | undefined;
  const server = createServer((incoming, outgoing) => {
    const trouble: Trouble = (call) => gateway.trouble(call);
    void answer(incoming, { place, trouble, ...opened }).then(
      (answered) => send(outgoing, answered),
      () => outgoing.destroy(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const gateway: Gateway = {
    trouble: () => false,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (services, book, controlPlane) => void (opened = { services, book, controlPlane }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return gateway;
}

interface Behind {
  readonly place: CallPlace;
  readonly trouble: Trouble;
  readonly services?: Services;
  readonly book?: AccessBook;
  readonly controlPlane?: ControlPlane;
}

async function answer(incoming: IncomingMessage, behind: Behind): Promise<HttpAnswer> {
  const { services, book, controlPlane, place, trouble } = behind;
  const request = await readRequest(incoming);
  if (!services || !book) return json('events', 503, { message: 'Not started yet.' });
  const told = await controlPlane?.(request);
  if (told) return told;
  const call = readCallOrRefuse(request, place);
  if ('status' in call) return call;
  const isHead = request.method === 'HEAD';
  const role = book.roleNamed(call.caller ?? '');
  const denied = role && call.accesses.find((access) => !book.ask(role, access).isAllowed);
  if (denied) {
    const message = `User: ${role.arn} is not authorized to perform: ${denied.action} on resource: ${denied.resource}`;
    return deniedAnswer(call, message, isHead);
  }
  if (trouble(call)) return unavailableAnswer(call);
  const answered = await services[call.service](request, call);
  const isHidden = role && isMissingObject(call, answered) && !mayList(call, role, book);
  return isHidden ? s3Error(403, 'AccessDenied', 'Access Denied', isHead) : answered;
}

/** `bucket.localhost` is the same as `/bucket`: some clients insist on it. */
async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const { method = 'GET', url = '/', headers } = incoming;
  const body = await buffer(incoming);
  const [, bucket] = /^(.+)\.localhost(?::\d+)?$/.exec(headers.host ?? '') ?? [];
  if (bucket === undefined) return { method, url, headers, body };
  return { method, url: `/${bucket}${url}`, headers: { ...headers, host: 'localhost' }, body };
}

function readCallOrRefuse(request: HttpRequest, place: CallPlace): Call | HttpAnswer {
  try {
    return readCall(request, place);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return json('events', 400, { __type: 'UnknownOperationException', message });
  }
}

function isMissingObject({ service, operation }: Call, { status }: HttpAnswer): boolean {
  return service === 's3' && status === 404 && /^(Get|Head)Object$/.test(operation);
}

/** Who may not list a bucket is not told either that something is missing there: it looks forbidden. */
function mayList({ accesses }: Call, role: RoleResource, book: AccessBook): boolean {
  const bucket = accesses[0]?.resource.split('/')[0] ?? '';
  const access = { action: 's3:ListBucket', resource: bucket, context: {} };
  return book.judge(role, access).isAllowed && book.ask(role, access).isAllowed;
}

function send(outgoing: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const { 'transfer-encoding': _, connection: _c, ...rest } = headers;
  // The length of an answer without a body (HEAD) is what the other side said.
  const length = body.length > 0 ? { 'content-length': body.length } : {};
  outgoing.writeHead(status, { ...rest, ...length });
  outgoing.end(body);
}
