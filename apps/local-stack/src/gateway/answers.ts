import { randomUUID } from 'node:crypto';
import type { Call } from './read-call.ts';
import type { HttpAnswer } from './forward.ts';

/** Access denied, in each service's own format. */
export function deniedAnswer(call: Call, message: string, isHead: boolean): HttpAnswer {
  if (call.service === 's3') return s3Error(403, 'AccessDenied', 'Access Denied', isHead);
  if (call.service === 'sns' || call.service === 'sts') {
    return queryError(403, 'AuthorizationError', message);
  }
  const isQueue = call.service === 'sqs';
  const name = isQueue ? 'com.amazonaws.sqs#AccessDeniedException' : 'AccessDeniedException';
  const denied = json(call.service, 400, { __type: name, message });
  const headers = isQueue ? { 'x-amzn-query-error': 'AccessDenied;Sender' } : {};
  return { ...denied, headers: { ...denied.headers, ...headers } };
}

export function unavailableAnswer({ service }: Call): HttpAnswer {
  const message = 'Service is unavailable.';
  if (service === 's3') return s3Error(503, 'ServiceUnavailable', message);
  if (service === 'sns' || service === 'sts') return queryError(503, 'InternalError', message);
  return json(service, 500, { __type: 'InternalServerError', message });
}

export function s3Error(status: number, code: string, message: string, isHead = false): HttpAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${randomUUID()}</RequestId></Error>`;
  return isHead ? { status, headers: {}, body: Buffer.alloc(0) } : xml(status, body);
}

export function json(service: string, status: number, body: object): HttpAnswer {
  const version = service === 'dynamodb' || service === 'sqs' ? '1.0' : '1.1';
  return {
    status,
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': randomUUID(),
    },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export function xml(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

/** A result in the query protocol. */
export function queryResult(action: string, content: string): HttpAnswer {
  const result = `<${action}Result>${content}</${action}Result>`;
  return xml(200, `<${action}Response>${result}</${action}Response>`);
}

/** An error in the query protocol. */
export function queryError(status: number, code: string, message: string): HttpAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  return xml(status, `<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
}

export function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
