import { randomUUID } from 'node:crypto';
import type { Call } from './read-call.ts';
import type { HttpAnswer } from './forward.ts';

/** Access denied, in each service's own format. */
export function deniedAnswer(call: Call, message: string, isHead: boolean): HttpAnswer {
  if (call.service === 's3') return s3Error(403, 'AccessDenied', 'Access Denied', isHead);
  if (call.service === 'sns' || call.service === 'sts') {
    return xml(
      403,
      `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    );
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
  if (service === 'sns' || service === 'sts') {
    return xml(
      503,
      `<ErrorResponse><Error><Type>Receiver</Type><Code>InternalError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
  }
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

export function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
