import { type ErrorCode, GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';

type Failure = readonly [code: ErrorCode, message: string];

const GONE: Failure = ['image-gone', 'The image was removed before it was read.'];
const DENIED: Failure = [
  'image-unreadable',
  'Permission denied. Allow this user to read the file and to enter its folders.',
];
const BAD_PATH: Failure = [
  'image-unreadable',
  'The path cannot be followed: it is too long, or its links form a loop. Move the image.',
];

const OF_SYSTEM: Readonly<Record<string, Failure>> = {
  ENOENT: GONE,
  ENOTDIR: GONE,
  EACCES: DENIED,
  EPERM: DENIED,
  ELOOP: BAD_PATH,
  ENAMETOOLONG: BAD_PATH,
};

/** Transient: an I/O error, too many open files, a network share that went away. */
const OTHER: Failure = [
  'source-unavailable',
  'The image could not be read. Check the disk or network share it is on, then try again.',
];

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'the path is too long',
};

export function readFailure(error: unknown): Error {
  if (isGlyphwatchError(error)) return error;
  const [code, message] = OF_SYSTEM[systemCode(error)] ?? OTHER;
  return new GlyphwatchError(code, message, { cause: error });
}

/** The file does not exist, as opposed to one that cannot be accessed. */
export function isGone(error: unknown): boolean {
  return OF_SYSTEM[systemCode(error)] === GONE;
}

export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  return REASONS[code] ?? `cannot be accessed (${code || 'unknown cause'})`;
}

/** By shape, not by class: errors from Node may come from another realm. */
function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
