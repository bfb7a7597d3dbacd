import type { MatchRecord, Result } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { keyOf } from './key-of.ts';
import { unpack } from './pack.ts';
import { COLUMNS, storedIn } from './stored-row.ts';
import { searchableLines } from './searchable-text.ts';
import { alertColumns, linesColumn, summaryColumns } from './summary-rows.ts';

type Query = (text: string, values: unknown[]) => Promise<Row[]>;

const BATCH = 200;
const FIND_RESULTS = `
  select ${COLUMNS.whole} from @.results r
  where r.key > $1 and not exists (select from @.summaries s where s.key = r.key) order by r.key limit ${BATCH}`;
/** Locked, because other processes may be done with this and write already. */
const SUMMARISE = `
  with given as (
    select * from unnest($1::bytea[], $2::uuid[], $3::bytea[], $4::smallint[], $5::bytea[], $6::bytea[])
      g (key, revision, object_key, severity, summary, lines)
  ),
  locked as (
    select r.key from @.results r join given g on g.key = r.key and g.revision = r.revision order by r.key for update of r
  ),
  lined as (
    update @.results r set lines = g.lines from given g join locked l on l.key = g.key where r.key = g.key
  )
  insert into @.summaries (key, image, object_key, uploaded_at, status, severity, summary)
  select r.key, r.image, g.object_key, r.uploaded_at, r.status, g.severity, g.summary
  from given g join locked l on l.key = g.key join @.results r on r.key = g.key
  on conflict (key) do nothing`;
const FIND_MATCHES = `
  select m.key, m.record from @.matches m where m.key > $1 and m.version is null order by m.key limit ${BATCH}`;
const DESCRIBE = `
  with given as (
    select * from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::smallint[], $5::boolean[])
      g (key, version, place, severity, sensitive)
  ),
  locked as (
    select m.key from @.matches m join given g on g.key = m.key where m.version is null order by m.key for update of m
  )
  update @.matches m set version = g.version, place = g.place, severity = g.severity, sensitive = g.sensitive
  from given g join locked l on l.key = g.key where m.key = g.key`;

/**
 * Gives what is there already what walls need, batch by batch, each one statement, so that a process goes on where another one
 * died. What is damaged stays without.
 */
export async function summarise(query: Query): Promise<void> {
  await walk(query, FIND_RESULTS, async (rows) => {
    const found = rows.flatMap((row) => unlessDamaged(() => ({ row, ...storedIn(row) })));
    const columns = found.map(({ result }) => columnsOf(result));
    await query(SUMMARISE, [
      found.map(({ row }) => bytesIn(row, 'key')),
      found.map(({ row }) => row['revision']),
      columns.map(({ objectKey }) => objectKey),
      columns.map(({ severity }) => severity),
      columns.map(({ summary }) => summary),
      columns.map(({ lines }) => lines),
    ]);
  });
  await walk(query, FIND_MATCHES, async (rows) => {
    const found = rows.flatMap((row) =>
      unlessDamaged(() => {
        const record = unpack<MatchRecord>(bytesIn(row, 'record'));
        return {
          key: bytesIn(row, 'key'),
          version: keyOf(record.version),
          ...alertColumns(record),
        };
      }),
    );
    await query(DESCRIBE, [
      found.map(({ key }) => key),
      found.map(({ version }) => version),
      found.map(({ place }) => place),
      found.map(({ severity }) => severity),
      found.map(({ sensitive }) => sensitive),
    ]);
  });
}

async function walk(
  query: Query,
  find: string,
  work: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  let last: Uint8Array = new Uint8Array();
  for (;;) {
    const rows = await query(find, [last]);
    if (rows.length === 0) return;
    await work(rows);
    last = bytesIn(rows.at(-1) ?? {}, 'key');
  }
}

function columnsOf(result: Result) {
  return { ...summaryColumns(result), lines: linesColumn(searchableLines(result)) };
}

function unlessDamaged<T>(read: () => T): T[] {
  try {
    return [read()];
  } catch {
    // Whoever reads it is told, and the next scan replaces it.
    return [];
  }
}
