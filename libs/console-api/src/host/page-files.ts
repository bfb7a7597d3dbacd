import type { PageFiles } from './serve-options.ts';
import { PAGE_POLICY } from './page-headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
  json: 'application/json',
};

const INDEX = 'index.html';
/** Built files have a hash in their name. */
const HASHED = /-[A-Z0-9]{8}\.\w+$/;

export interface PageAnswer {
  readonly type: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A file of the page; `undefined` for a name with an ending that there is no file of. Names are looked up in a map, so that none
 * leads anywhere else; those without an ending are screens of the page.
 */
export function pageFile(files: PageFiles, name: string): PageAnswer | undefined {
  const file = files.get(name);
  const ending = /\.([a-z0-9]+)$/.exec(name)?.[1];
  if (file && name !== INDEX) {
    const kept = HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { type: typeOf(ending), body: file, headers: { 'cache-control': kept } };
  }
  if (ending !== undefined && name !== INDEX) return undefined;
  return {
    type: typeOf('html'),
    body: files.get(INDEX) ?? NO_PAGE,
    headers: { 'cache-control': 'no-store', 'content-security-policy': PAGE_POLICY },
  };
}

function typeOf(ending = ''): string {
  return TYPES[ending] ?? 'application/octet-stream';
}

const NO_PAGE = Buffer.from(
  '<!doctype html><html lang="en"><title>Glyphwatch</title><p>The page was not built. The API is below <code>api/</code>.',
);
