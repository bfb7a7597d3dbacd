import { type ErrorCode, GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';

type Failure = readonly [code: ErrorCode, message: string];

const GONE: Failure = ['image-gone', 'The image was removed before it was read.'];
const NOT_OURS: Failure = [
  'image-unreadable',
  'The image may not be read. Give this user the permission to read the file and to enter its folders.',
];
const BAD_PATH: Failure = [
  'image-unreadable',
  'The path of the image cannot be followed: it is too long or its links go round in circles. Move the image.',
];

const OF_SYSTEM: Readonly<Record<string, Failure>> = {
  ENOENT: GONE,
  ENOTDIR: GONE,
  EACCES: NOT_OURS,
  EPERM: NOT_OURS,
  ELOOP: BAD_PATH,
  ENAMETOOLONG: BAD_PATH,
};

/** What has another cause may pass: a disk that stumbles, too many open files, a network share that went away. */
const OTHER: Failure = [
  'source-unavailable',
  'The image could not be read. Check the disk or network share it is on, then try again.',
];

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'this user has no permission to look there',
  EPERM: 'this user has no permission to look there',
  ELOOP: 'its links go round in circles',
  ENAMETOOLONG: 'the path is too long',
};

export function readFailure(error: unknown): Error {
  if (isGlyphwatchError(error)) return error;
  const [code, message] = OF_SYSTEM[systemCode(error)] ?? OTHER;
  return new GlyphwatchError(code, message, { cause: error });
}

/** There is nothing any more, as opposed to something that cannot be looked at. */
export function isGone(error: unknown): boolean {
  return OF_SYSTEM[systemCode(error)] === GONE;
}

export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  return REASONS[code] ?? `it could not be looked at (${code || 'unknown cause'})`;
}

/** Not asked by class: an error of Node itself may come from another realm than ours. */
function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
