import { type Finding, findingsOf } from '@glyphwatch/provider';
import { isGlyphwatchError } from '@glyphwatch/domain';
import { connect } from './connect.ts';
import { locationOf } from './connection-url.ts';
import type { Row } from './connection.ts';
import { Database } from './database.ts';
import { NEWEST_SCHEMA } from './migrations.ts';

/** `glyphwatch providers` should not hang at a host that drops packets. */
const CONNECT_MS = 3_000;
/** PostgreSQL 12 is the oldest that has been tried with these statements. */
const OLDEST = 120_000;
/** Claims and leases are times of the processes, so a clock that is this wrong delays or doubles work. */
const MAX_CLOCK_MS = 5_000;

const ASK = `
  select current_setting('server_version_num')::integer as number, current_setting('server_version') as version,
    current_user as login, extract(epoch from clock_timestamp())::double precision * 1000 as clock,
    pg_is_in_recovery() as standby,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
    has_database_privilege(current_database(), 'create') as creates,
    to_regnamespace($1) is not null as exists,
    coalesce(has_schema_privilege(to_regnamespace($1), 'usage'), false) as uses,
    coalesce(has_schema_privilege(to_regnamespace($1), 'create'), false) as extends,
    (
      select coalesce(bool_and(has_table_privilege(to_regclass($1 || '.results'), privilege)), false)
      from unnest(array['select', 'insert', 'update', 'delete']) privilege
    ) as writes`;

/** Changes nothing. */
export async function checkPostgres(url: string, schema: string): Promise<readonly Finding[]> {
  const location = locationOf(url);
  const connection = connect(url, { connectMs: CONNECT_MS });
  const database = new Database(connection, { location, schema, readOnly: true });
  try {
    const version = await database.version();
    const askedAt = Date.now();
    const [answer = {}] = (await connection.query(ASK, [schema])).rows;
    const now = (askedAt + Date.now()) / 2;
    return findingsIn(answer, { location, schema, version, now });
  } catch (error) {
    if (!isGlyphwatchError(error)) throw error;
    return [findingsOf('postgres').problem(error.message)];
  } finally {
    await database.close();
  }
}

interface Asked {
  readonly location: string;
  readonly schema: string;
  readonly version: number;
  readonly now: number;
}

function findingsIn(answer: Row, asked: Asked): Finding[] {
  return [...findingsOfServer(answer, asked), ...findingsOfTables(answer, asked)];
}

function findingsOfServer(answer: Row, { location, now }: Asked): Finding[] {
  const { ok, warning, problem } = findingsOf('postgres');
  const { version, number, standby, clock, encrypted } = answer;
  const offset = Math.round(Number(clock) - now);
  const secured = encrypted === true ? 'encrypted' : 'not encrypted';
  return [
    ok(`PostgreSQL ${String(version)} answers at ${location}, ${secured}`),
    ...(Number(number) < OLDEST ? [problem('PostgreSQL 12 or newer is needed')] : []),
    ...(standby === true
      ? [problem('it is a standby, which only lets read; name the primary')]
      : []),
    ...(Math.abs(offset) > MAX_CLOCK_MS
      ? [warning(`its clock differs from this machine's by ${offset / 1000} s; synchronize both`)]
      : []),
  ];
}

function findingsOfTables(answer: Row, { schema, version }: Asked): Finding[] {
  const { ok, problem } = findingsOf('postgres');
  const { login, exists, creates, uses, writes } = answer;
  const user = `"${String(login)}"`;
  if (version > NEWEST_SCHEMA) {
    return [problem(`its tables are of version ${version}, newer than this Glyphwatch; update it`)];
  }
  if (version > 0) {
    if (uses === true && writes === true) return [ok(`its tables are of version ${version}`)];
    const fix = `grant usage on schema ${schema} to ${user}; grant select, insert, update, delete on all tables in schema ${schema} to ${user}`;
    return [problem('the login may not change the tables', fix)];
  }
  const mayCreate = exists === true ? answer['extends'] === true : creates === true;
  if (mayCreate) return [ok('the first scan creates its tables')];
  return [
    problem('the login may not create tables', `create schema ${schema} authorization ${user}`),
  ];
}
