import { randomBytes } from 'node:crypto';

const PREFIX = 'glyphwatch-smoke-';

/** Of a stack, its bucket, tables, topic, function and bus. Bucket names are global, so half of it is random. */
export function newSmokeName(): string {
  return `${PREFIX}${randomBytes(4).toString('hex')}`;
}

/** Only what `newSmokeName` made: nothing else is ever removed. */
export function isSmokeName(name: string): boolean {
  return /^glyphwatch-smoke-[0-9a-f]{8}$/.test(name);
}
