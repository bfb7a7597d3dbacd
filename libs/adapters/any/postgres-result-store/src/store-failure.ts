import { type ErrorCode, GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';

type Advice = readonly [code: ErrorCode, message: (location: string) => string];

const unavailable = (message: (location: string) => string): Advice => [
  'store-unavailable',
  message,
];
const misconfigured = (message: (location: string) => string): Advice => [
  'store-misconfigured',
  message,
];

const MISSING_TABLE = '42P01';
const MISSING_SCHEMA = '3F000';
const UNIQUE_VIOLATION = '23505';

const NOT_REACHED = unavailable(
  (at) => `${at} cannot be reached. Check that the server runs, and the address in the URL.`,
);
const BUSY = unavailable((at) => `${at} was busy with other transactions. Try again.`);
const LOGIN = misconfigured(
  (at) =>
    `${at} refused the login. Correct user and password in the URL, or the server's pg_hba.conf.`,
);
const NO_DATABASE = misconfigured(
  (at) => `There is no such database: ${at}. Create it (createdb), or correct the URL.`,
);
const NO_PASSWORD = misconfigured(
  (at) =>
    `${at} asks for a password. Put the URL with it into an environment variable and name it with storeFrom.`,
);
const CERTIFICATE = misconfigured(
  (at) =>
    `${at} has a certificate that cannot be verified. Name its authority in the URL, ` +
    'sslmode=verify-full&sslrootcert=FILE, and use the host name that it was issued for.',
);
const NO_TLS = misconfigured(
  (at) =>
    `${at} does not encrypt connections. Set ssl = on at the server, or on a network that you trust add ` +
    'sslmode=disable to the URL.',
);
const NO_TABLES = misconfigured(
  (at) =>
    `The tables in ${at} are missing or were changed. Restore them, or start the command again to create new ones.`,
);
const DAMAGED = misconfigured((at) => `${at} is damaged. Restore it from a backup.`);
const OTHER_MISTAKE = misconfigured(
  (at) => `${at} refused a statement. Check that only Glyphwatch has changed its tables.`,
);

/** Node's `EPIPE` has five characters, too, but no digit. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** By SQLSTATE, else by its first two characters. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const OF_SERVER: Readonly<Record<string, Advice>> = {
  '08': NOT_REACHED,
  '25': unavailable(
    (at) =>
      `${at} only lets read, as a standby does. Try again after the failover, or name the primary.`,
  ),
  '28': LOGIN,
  '3D': NO_DATABASE,
  '40': BUSY,
  '53': unavailable((at) => `${at} is out of memory or disk space. Give it more, then try again.`),
  '53300': unavailable(
    (at) =>
      `${at} accepts no more connections. Raise max_connections, or put PgBouncer in front of it.`,
  ),
  '55P03': BUSY,
  '57': unavailable((at) => `${at} is starting, stopping or canceled a statement. Try again.`),
  '58': unavailable((at) => `${at} could not read or write its disk. Check it, then try again.`),
  [MISSING_SCHEMA]: NO_TABLES,
  [MISSING_TABLE]: NO_TABLES,
  '42703': NO_TABLES,
  '42501': misconfigured(
    (at) =>
      `${at} does not permit that. As its administrator: create schema glyphwatch authorization USER, ` +
      'or grant usage on the schema and select, insert, update, delete on its tables.',
  ),
  XX001: DAMAGED,
  XX002: DAMAGED,
};

/** Of Node: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const OF_TLS =
  /^(ERR_TLS_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** What `pg` says without a code, and PgBouncer with one for all: a violation of the protocol. */
const PROTOCOL_VIOLATION = '08P01';
const BY_MESSAGE: readonly (readonly [RegExp, Advice])[] = [
  [/does not support SSL/, NO_TLS],
  [/password must be a (non-empty )?string|no password supplied/i, NO_PASSWORD],
  [/authentication failed|no such user/i, LOGIN],
  [/no such database/i, NO_DATABASE],
];

/** A standby that was asked to write has not noticed the failover, so asking again at once is no use. */
const NOT_AGAIN = /^(25|53|57014)/;

/** Whether the same statement may succeed a moment later: the connection broke, or transactions met. */
export function isTemporary(error: unknown): boolean {
  if (isGlyphwatchError(error)) return false;
  const [code] = adviceFor(error);
  return code === 'store-unavailable' && !NOT_AGAIN.test(codeOf(error) ?? '');
}

export function isMissingTable(failure: unknown): boolean {
  const code = failure instanceof Error ? codeOf(failure.cause) : undefined;
  return code === MISSING_TABLE || code === MISSING_SCHEMA;
}

/** Another row has what an index allows once. */
export function isDuplicate(failure: unknown): boolean {
  return failure instanceof Error && codeOf(failure.cause) === UNIQUE_VIOLATION;
}

/** Translates errors of PostgreSQL, `pg` and Node into ours, with advice; returns ours unchanged. */
export function storeFailure(error: unknown, location: string): Error {
  if (isGlyphwatchError(error)) return error;
  const [code, message] = adviceFor(error);
  return new GlyphwatchError(code, message(location), { cause: withoutDetails(error) });
}

/** A store that is not to be created, so that a mistyped address is no new empty store. */
export function nothingThere(location: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-missing',
    `No results in ${location}. Scan images first, or correct the address.`,
  );
}

export function tooNew(location: string, version: number, known: number): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `The tables in ${location} are those of a newer Glyphwatch (version ${version}, this one knows ${known}). Update Glyphwatch.`,
  );
}

export function tooOld(location: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `The tables in ${location} are those of an older Glyphwatch. Scan with this one once, even a single image.`,
  );
}

function adviceFor(error: unknown): Advice {
  const code = codeOf(error) ?? PROTOCOL_VIOLATION;
  const message = error instanceof Error ? error.message : '';
  const said = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
  if (code === PROTOCOL_VIOLATION) return said ?? NOT_REACHED;
  if (OF_TLS.test(code)) return CERTIFICATE;
  if (!SQLSTATE.test(code)) return NOT_REACHED;
  return OF_SERVER[code] ?? OF_SERVER[code.slice(0, 2)] ?? OTHER_MISTAKE;
}

/** Details of the server's errors quote rows, and a refused connection is an AggregateError without a message. */
function withoutDetails(error: unknown): Error {
  const code = codeOf(error);
  const message = (error instanceof Error && error.message) || 'the connection failed';
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/** By shape, not by class: errors may come from another realm. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
