import { randomUUID } from 'node:crypto';
import type { HttpCall } from './request.ts';

/** Discord refuses calls without one. */
const AGENT = { 'user-agent': 'Glyphwatch' };

/** A request with a JSON document. */
export function jsonPost(
  url: string,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpCall {
  return {
    url,
    headers: { ...AGENT, 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(document),
  };
}

export interface FormFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * A request with a form. `FormData` is of no use here: it sends every line break as two characters, so that lengths no
 * longer fit. Names of fields and files must be plain words.
 */
export function formPost(
  url: string,
  fields: Readonly<Record<string, string>>,
  files: Readonly<Record<string, FormFile>>,
): HttpCall {
  const boundary = randomUUID();
  const part = (about: string, content: string | Uint8Array) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${about}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ];
  const body = Buffer.concat([
    ...Object.entries(fields).flatMap(([field, value]) => part(`name="${field}"`, value)),
    ...Object.entries(files).flatMap(([field, { name, type, bytes }]) =>
      part(`name="${field}"; filename="${name}"\r\ncontent-type: ${type}`, bytes),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return {
    url,
    headers: { ...AGENT, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  };
}
