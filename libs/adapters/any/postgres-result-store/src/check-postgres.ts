import { type Finding, findingsOf } from '@glyphwatch/provider';
import { connect } from './connect.ts';
import { locationOf } from './connection-url.ts';
import type { Row } from './connection.ts';
import { Database } from './database.ts';
import { NEWEST_SCHEMA } from './migrations.ts';
import { storeFailure } from './store-failure.ts';

const { ok, warning, problem } = findingsOf('postgres');

/** `glyphwatch providers` should not hang at a host that drops packets. */
const CONNECT_MS = 3_000;
/** PostgreSQL 12 is the oldest that has been tried with these statements. */
const OLDEST = 120_000;
/** Claims and leases are times of the processes, so a clock that is this wrong delays or doubles work. */
const MAX_CLOCK_MS = 5_000;

/** From the catalogs, which everybody may read, because the login may lack rights to the tables. */
const ASK = `
  with tables as (
    select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind = 'r'
  )
  select current_setting('server_version_num')::integer as number, current_setting('server_version') as version,
    current_user as login, extract(epoch from clock_timestamp())::double precision * 1000 as clock,
    pg_is_in_recovery() as standby,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
    coalesce(
      (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = $1),
      has_database_privilege(current_database(), 'create')
    ) as creates,
    exists (select from tables where relname = 'version') as made,
    coalesce((select has_schema_privilege(oid, 'usage') from pg_namespace where nspname = $1), false) and (
      select coalesce(bool_and(has_table_privilege(oid, privilege)), false)
      from tables, unnest(array['select', 'insert', 'update', 'delete']) privilege
    ) as writes`;

/** Changes nothing. */
export async function checkPostgres(url: string, schema: string): Promise<readonly Finding[]> {
  const location = locationOf(url);
  const connection = connect(url, { connectMs: CONNECT_MS });
  const database = new Database(connection, { location, schema, readOnly: true });
  try {
    const askedAt = Date.now();
    const [answer = {}] = (await connection.query(ASK, [schema])).rows;
    const now = (askedAt + Date.now()) / 2;
    const ofServer = findingsOfServer(answer, { location, now });
    if (answer['made'] !== true) return [...ofServer, whetherItMayCreate(answer, schema)];
    if (answer['writes'] !== true) return [...ofServer, mayNotWrite(answer, schema)];
    return [...ofServer, findingOfVersion(await database.version())];
  } catch (error) {
    return [problem(storeFailure(error, location).message)];
  } finally {
    await database.close();
  }
}

interface Asked {
  readonly location: string;
  readonly now: number;
}

function findingsOfServer(answer: Row, { location, now }: Asked): Finding[] {
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

function whetherItMayCreate({ login, creates }: Row, schema: string): Finding {
  if (creates === true) return ok('the first scan creates its tables');
  const fix = `create schema ${schema} authorization "${String(login)}"`;
  return problem('the login may not create tables', fix);
}

function mayNotWrite({ login }: Row, schema: string): Finding {
  const user = `"${String(login)}"`;
  const fix =
    `grant usage on schema ${schema} to ${user}; ` +
    `grant select, insert, update, delete on all tables in schema ${schema} to ${user}`;
  return problem('the login may not change the tables', fix);
}

function findingOfVersion(version: number): Finding {
  if (version <= NEWEST_SCHEMA) return ok(`its tables are of version ${version}`);
  return problem(`its tables are of version ${version}, newer than this Glyphwatch; update it`);
}
