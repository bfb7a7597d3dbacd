import type { Result } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import type { Database } from './database.ts';
import type { ResultRows } from './result-rows.ts';
import { COLUMNS } from './stored-row.ts';
import { Values } from './span.ts';

/** Damaged rows are passed over, and must not hide what waits behind them. */
export async function listUnrecorded(
  database: Database,
  rows: ResultRows,
  before: number,
  limit: number,
): Promise<Result[]> {
  const found: Result[] = [];
  let last: Row | undefined;
  do {
    const values = new Values();
    const statement = selectOf(before, limit, last, values);
    const batch = await database.read(statement, values.list);
    found.push(...batch.flatMap((row) => rows.foundIn(row).stored?.result ?? []));
    last = batch.length === limit ? batch.at(-1) : undefined;
  } while (last && found.length < limit);
  return found.slice(0, limit);
}

function selectOf(before: number, limit: number, last: Row | undefined, values: Values): string {
  const after = last
    ? ` and (r.waiting_since, r.key) > (${values.add(last['waiting_since'])}, ${values.add(bytesIn(last, 'key'))})`
    : '';
  return `select ${COLUMNS.whole}, r.waiting_since from @.results r
    where r.waiting_since < ${values.add(before)}${after}
    order by r.waiting_since, r.key limit ${values.add(limit)}`;
}
