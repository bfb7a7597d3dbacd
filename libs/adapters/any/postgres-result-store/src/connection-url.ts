import { isIP } from 'node:net';

const SCHEME = /^postgres(ql)?:/i;
/** What `pg` takes to be encrypted and verified: anything else would be weaker than what the URL asks for. */
const VERIFIED = ['allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const UNVERIFIED = ['disable', 'no-verify'];
const SECRETS = ['password', 'sslpassword'];
/** `pg` would ignore the rest silently. */
const PARAMETERS = [
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'host',
  'port',
  'user',
  'application_name',
  // Of the services that hand out such URLs, for other clients.
  'channel_binding',
  'connect_timeout',
  'pgbouncer',
  ...SECRETS,
];

export const EXAMPLE_URL = 'postgres://watch@db.example/watch';

/** Whether a text is meant to be a PostgreSQL URL rather than, say, the path of a file. */
export function isPostgresUrl(text: string): boolean {
  return SCHEME.test(text);
}

/** What is wrong with a URL, without quoting it; `undefined` if it is sound. */
export function mistakeIn(text: string): string | undefined {
  const url = parsed(text);
  if (!url) return `must be a URL like ${EXAMPLE_URL}`;
  if (url.pathname.length < 2) return `names no database; it must be like ${EXAMPLE_URL}`;
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    return `has an unknown parameter ${JSON.stringify(unknown)}; valid ones are ${PARAMETERS.slice(0, 8).join(', ')}`;
  }
  const mode = url.searchParams.get('sslmode') ?? 'disable';
  if ([...VERIFIED, ...UNVERIFIED].includes(mode)) return undefined;
  return 'has an unknown sslmode; valid ones are verify-full, no-verify and disable';
}

export function hasPassword(text: string): boolean {
  const url = parsed(text);
  if (!url) return false;
  return url.password !== '' || SECRETS.some((name) => url.searchParams.has(name));
}

/** For messages: host, port and database, without user, password and parameters. */
export function locationOf(text: string): string {
  const url = parsed(text);
  if (!url) return 'the database';
  const { searchParams, pathname } = url;
  const host = searchParams.get('host') ?? url.host;
  return `postgres://${host || 'localhost'}${pathname}`;
}

/**
 * The URL for `pg`, encrypted and verified unless it says otherwise or leads to this machine. Without `sslmode`, `pg` would not
 * encrypt; and it warns of weaker modes, because it will take them literally some day.
 * https://github.com/brianc/node-postgres/tree/master/packages/pg-connection-string#tcp-connections
 */
export function encryptedUrl(text: string): string {
  const url = parsed(text);
  if (!url) return text;
  const mode =
    url.searchParams.get('sslmode') ?? (isOnThisMachine(url) ? 'disable' : 'verify-full');
  url.searchParams.set('sslmode', UNVERIFIED.includes(mode) ? mode : 'verify-full');
  return url.href;
}

function isOnThisMachine({ hostname, searchParams }: URL): boolean {
  const host = (searchParams.get('host') ?? hostname).replace(/^\[|\]$/g, '');
  const isSocket = host === '' || host.startsWith('/');
  return (
    isSocket ||
    host === 'localhost' ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function parsed(text: string): URL | undefined {
  return isPostgresUrl(text) && URL.canParse(text) ? new URL(text) : undefined;
}
