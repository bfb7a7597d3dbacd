import {
  type Damages,
  type Page,
  refuseShortFragments,
  type Result,
  type ResultQuery,
} from '@glyphwatch/domain';
import type { Prepare } from './prepare.ts';
import { IS_PURGEABLE } from './hold-rows.ts';
import { everyFragment, everyWord } from './every-word.ts';
import { refuseOlder, WITH_FRAGMENTS } from './migrations.ts';
import { RESULT_COLUMNS, resultOf, type Row } from './result-rows.ts';
import { inSpan, pageOf, spanOf } from './span.ts';

/** What an SQL statement selects; the rest of a query is `where`. */
interface Named {
  readonly status?: string;
  readonly ruleId?: string;
  readonly words?: string;
  readonly fragments?: string;
}

type Selected = Named & Pick<ResultQuery, 'purgeable'>;

const NO_LIMIT = -1;
const ONLY_WORDS =
  'was written by an older Glyphwatch, which indexed whole words only. Scan with this one once, even a single image, or search ' +
  'for whole words.';

export function listResults(
  prepare: Prepare,
  query: ResultQuery,
  { path, damages }: { readonly path: string; readonly damages: Damages },
): Page<Result> {
  const { ruleId, fragments, purgeable, where, limit } = query;
  refuseShortFragments(fragments);
  if (fragments) refuseOlder(prepare, WITH_FRAGMENTS, `${path} ${ONLY_WORDS}`);
  const named = namedOf(query);
  const statement = prepare(listStatement({ ...named, ...(purgeable ? { purgeable } : {}) }));
  const rowsUpTo = (rows: number) => statement.iterate({ ...named, ...spanOf(query), rows });
  const found = upTo(limit + 1, where ? () => rowsUpTo(NO_LIMIT) : rowsUpTo, (row) =>
    resultOf(row, damages, where),
  );
  return pageOf(found, limit, ({ imageId, uploadedAt, updatedAt }) => ({
    time: ruleId === undefined ? updatedAt : uploadedAt,
    id: imageId,
  }));
}

/**
 * The first `count` that `read` makes something of. A statement with a limit need not sort all there is, so only where damaged rows
 * leave too few it is run without.
 */
export function upTo<T>(
  count: number,
  rowsUpTo: (rows: number) => Iterable<Row>,
  read: (row: Row) => T | undefined,
): T[] {
  const first = readFirst(count, rowsUpTo(count), read);
  const isShort = first.rows === count && first.found.length < count;
  return isShort ? readFirst(count, rowsUpTo(NO_LIMIT), read).found : first.found;
}

function readFirst<T>(count: number, all: Iterable<Row>, read: (row: Row) => T | undefined) {
  const found: T[] = [];
  let rows = 0;
  for (const row of all) {
    rows += 1;
    const one = read(row);
    if (one !== undefined) found.push(one);
    if (found.length === count) break;
  }
  return { found, rows };
}

function namedOf({ status, ruleId, text, fragments = [] }: ResultQuery): Named {
  const words = text === undefined ? undefined : everyWord(text);
  return {
    ...(status === undefined ? {} : { status }),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(words === undefined ? {} : { words }),
    ...(fragments.length === 0 ? {} : { fragments: everyFragment(fragments) }),
  };
}

/** A statement for each combination of filters, so that each can use an index. */
function listStatement({ status, ruleId, words, fragments, purgeable }: Selected): string {
  const table = ruleId === undefined ? 'results' : 'result_rules';
  const time = ruleId === undefined ? 'results.updated_at' : 'result_rules.uploaded_at';
  const conditions = [
    ...(ruleId === undefined ? [] : ['result_rules.rule_id = :ruleId']),
    ...(status === undefined ? [] : ['results.status = :status']),
    ...(purgeable ? [IS_PURGEABLE] : []),
    ...(words === undefined ? [] : [indexed('result_text', ':words')]),
    ...(fragments === undefined ? [] : [indexed('result_fragments', ':fragments')]),
    inSpan(time, `${table}.image_id`),
  ];
  const from = ruleId === undefined ? 'results' : 'result_rules JOIN results USING (image_id)';
  return `SELECT ${RESULT_COLUMNS} FROM ${from} WHERE ${conditions.join(' AND ')}`;
}

function indexed(table: string, query: string): string {
  return `results.row IN (SELECT rowid FROM ${table} WHERE ${table} MATCH ${query})`;
}
