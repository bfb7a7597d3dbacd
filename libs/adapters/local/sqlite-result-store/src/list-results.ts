import { type Page, refuseShortFragments, type Result, type ResultQuery } from '@glyphwatch/domain';
import type { Prepare } from './prepare.ts';
import { IS_PURGEABLE } from './hold-rows.ts';
import { everyFragment, everyWord } from './every-word.ts';
import { refuseOlder, WITH_FRAGMENTS } from './migrations.ts';
import { RESULT_COLUMNS, resultWithoutText, withText } from './result-rows.ts';
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

export function listResults(prepare: Prepare, query: ResultQuery, path: string): Page<Result> {
  const { ruleId, fragments, purgeable, where, limit } = query;
  refuseShortFragments(fragments);
  if (fragments) refuseOlder(prepare, WITH_FRAGMENTS, `${path} ${ONLY_WORDS}`);
  const named = namedOf(query);
  const rows = where ? NO_LIMIT : limit + 1;
  const found: Result[] = [];
  const sql = listStatement({ ...named, ...(purgeable ? { purgeable } : {}) });
  for (const row of prepare(sql).iterate({ ...named, ...spanOf(query), rows })) {
    const result = resultWithoutText(row);
    if (where && !where(result)) continue;
    found.push(withText(result, row));
    if (found.length > limit) break;
  }
  return pageOf(found, limit, ({ imageId, uploadedAt, updatedAt }) => ({
    time: ruleId === undefined ? updatedAt : uploadedAt,
    id: imageId,
  }));
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
