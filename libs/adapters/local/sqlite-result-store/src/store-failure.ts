import { type ErrorCode, GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';

/** https://www.sqlite.org/rescode.html: primary codes, the lowest eight bits. */
const PRIMARY = 0xff;
const BUSY = 5;
const LOCKED = 6;
const NO_MEMORY = 7;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

type Advice = readonly [code: ErrorCode, message: (path: string) => string];

const BUSY_ADVICE: Advice = [
  'store-unavailable',
  (path) => `${path} is locked by another process. Wait until it finishes, then try again.`,
];
const FULL_ADVICE: Advice = [
  'store-unavailable',
  (path) =>
    `The disk of ${path} is full. Free some space, then try again; the write was rolled back.`,
];
const READ_ONLY_ADVICE: Advice = [
  'store-misconfigured',
  (path) => `${path} is not writable. Allow writing to it and its folder, or name another file.`,
];
const DAMAGED_ADVICE: Advice = [
  'store-misconfigured',
  (path) =>
    `${path} is damaged or not a database. Move it aside (a repair may need it) and scan again, ` +
    'or name another file.',
];
const CANNOT_OPEN_ADVICE: Advice = [
  'store-misconfigured',
  (path) => `${path} cannot be opened. Check that it and its folder are readable and writable.`,
];
const FOLDER_ADVICE: Advice = [
  'store-misconfigured',
  (path) => `${path} is a folder. Name a file in it for the results.`,
];
const NO_FOLDER_ADVICE: Advice = [
  'store-misconfigured',
  (path) => `${path} cannot be created: part of its path is not a folder. Name another file.`,
];
const OTHER_ADVICE: Advice = [
  'store-unavailable',
  (path) => `${path} could not be read or written. Check the disk it is on, then try again.`,
];

const OF_SQLITE: Readonly<Record<number, Advice>> = {
  [BUSY]: BUSY_ADVICE,
  [LOCKED]: BUSY_ADVICE,
  [NO_MEMORY]: OTHER_ADVICE,
  [READ_ONLY]: READ_ONLY_ADVICE,
  [IO_ERROR]: OTHER_ADVICE,
  [CORRUPT]: DAMAGED_ADVICE,
  [FULL]: FULL_ADVICE,
  [CANNOT_OPEN]: CANNOT_OPEN_ADVICE,
  [NOT_A_DATABASE]: DAMAGED_ADVICE,
};

const OF_SYSTEM: Readonly<Record<string, Advice>> = {
  EACCES: READ_ONLY_ADVICE,
  EPERM: READ_ONLY_ADVICE,
  EROFS: READ_ONLY_ADVICE,
  EISDIR: FOLDER_ADVICE,
  ENOTDIR: NO_FOLDER_ADVICE,
  EEXIST: NO_FOLDER_ADVICE,
  ENOSPC: FULL_ADVICE,
  EDQUOT: FULL_ADVICE,
  ELOOP: CANNOT_OPEN_ADVICE,
  ENAMETOOLONG: CANNOT_OPEN_ADVICE,
};

/** A store that is not to be created, so that a mistyped path is no new empty store. */
export function nothingThere(path: string): GlyphwatchError {
  const message = `No results at ${path}. Scan images first, or correct the path.`;
  return new GlyphwatchError('store-missing', message);
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY;
}

/** SQLite may not create what it needs beside the file. */
export function isWriteProtected(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === READ_ONLY || code === CANNOT_OPEN;
}

/** Translates errors of SQLite and the system into ours, with advice; returns ours unchanged. */
export function storeFailure(error: unknown, path: string): Error {
  if (isGlyphwatchError(error)) return error;
  const [code, message] = adviceFor(error);
  return new GlyphwatchError(code, message(path), { cause: error });
}

function adviceFor(error: unknown): Advice {
  const sqlite = sqliteCode(error);
  if (sqlite !== undefined) return OF_SQLITE[sqlite] ?? OTHER_ADVICE;
  // A corrupt row: truncated JSON, or a blob that does not decompress.
  const code = systemCode(error);
  if (error instanceof SyntaxError || code?.startsWith('Z_')) return DAMAGED_ADVICE;
  return (code === undefined ? undefined : OF_SYSTEM[code]) ?? OTHER_ADVICE;
}

function sqliteCode(error: unknown): number | undefined {
  if (systemCode(error) !== 'ERR_SQLITE_ERROR') return undefined;
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & PRIMARY : undefined;
}

/** By shape, not by class: errors from Node may come from another realm. */
function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
