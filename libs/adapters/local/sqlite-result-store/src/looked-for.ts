import { refuseShortFragments, SEVERITIES, type SummaryQuery } from '@glyphwatch/domain';
import { everyFragment, everyWord } from './every-word.ts';
import type { Prepare } from './prepare.ts';

export type Values = Record<string, string | number>;

/** What a statement asks of `summaries`. */
export interface AskedOfImage {
  readonly conditions: readonly string[];
  readonly values: Values;
  /** A condition names all its rows, which are few: no index is better. */
  readonly isFew: boolean;
}

/*
 * How a condition is asked, of 100,000 images, milliseconds; images are walked newest first, until a page is full:
 *
 *   hits               a few   4,000   14,000   100,000
 *   look up each hit     0.2      60      250     1,000
 *   walk, hits in a set   10       1        9        25
 *   walk, ask for each 3,000     200       20         5
 */
/** Hits that are looked up. */
const FEW = 300;
/** More of the images than this are asked one by one. */
const MOST = 0.5;
/** Greater than whatever a text goes on with. */
const LAST_CHARACTER = '\u{10ffff}';
const ALL_IMAGES = 'SELECT coalesce(max(row), 0) AS n FROM summaries';

/** Images that a query is about: all of their rows, or whether one is. */
interface Named {
  readonly all: string;
  readonly each: string;
  /** Asking for each is cheaper than collecting all. */
  readonly isCheap: boolean;
  readonly values: Values;
}

/** `isWhole`: the statement goes through all images, not only until a page is full. `withRule`: the rule is asked of the image. */
export function askedOfImage(
  prepare: Prepare,
  query: SummaryQuery,
  { isWhole = false, withRule = true }: { isWhole?: boolean; withRule?: boolean } = {},
): AskedOfImage {
  const byRule = withRule ? namedByRule(query) : [];
  const named = [...byRule, ...namedByText(query), ...namedByKey(query)];
  const { status } = query;
  const asked = named.map((one) => askedBy(prepare, one, isWhole));
  return {
    conditions: [
      ...asked.map(({ condition }) => condition),
      ...(status === undefined ? [] : ['summaries.status = :status']),
    ],
    values: Object.assign({}, ...named.map(({ values }) => values), status && { status }),
    isFew: asked.some(({ isFew }) => isFew),
  };
}

function askedBy(prepare: Prepare, { all, each, isCheap, values }: Named, isWhole: boolean) {
  const count = (limit: number): number => {
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM (${all}) LIMIT ${limit})`;
    return Number(prepare(sql).get(values)?.['n']);
  };
  if (count(FEW + 1) <= FEW) return { condition: `summaries.row IN (${all})`, isFew: true };
  if (isCheap) return { condition: each, isFew: false };
  // The sign keeps SQLite from looking up each hit.
  const isInSet = { condition: `+summaries.row IN (${all})`, isFew: false };
  // Counting many costs as much as collecting them, so it is only done where there are likely enough.
  if (isWhole || !isDense(prepare, all, values)) return isInSet;
  const most = Math.ceil(Number(prepare(ALL_IMAGES).get()?.['n']) * MOST);
  return count(most + 1) <= most ? isInSet : { condition: each, isFew: false };
}

/** Whether the newest hits are as close together as they are where more than `MOST` images are hits. */
function isDense(prepare: Prepare, all: string, values: Values): boolean {
  const newest = `SELECT rowid AS hit FROM (${all} ORDER BY rowid DESC LIMIT ${FEW + 1})`;
  const span = prepare(`SELECT max(hit) - min(hit) AS rows FROM (${newest})`).get(values);
  return Number(span?.['rows']) * MOST < FEW;
}

/** What is asked of the highest severity of an image, or of the severity of an alert. */
export function askedOfSeverity(table: string, { severity }: SummaryQuery) {
  if (severity === undefined) return { conditions: [], values: {} };
  const rank = SEVERITIES.indexOf(severity);
  return { conditions: [`${table}.severity >= :rank`], values: { rank } };
}

function namedByText({ text, fragments = [] }: SummaryQuery): Named[] {
  refuseShortFragments(fragments);
  const words = text === undefined ? undefined : everyWord(text);
  return [
    ...(words === undefined ? [] : [indexed('result_text', 'words', words)]),
    ...(fragments.length === 0
      ? []
      : [indexed('result_fragments', 'fragments', everyFragment(fragments))]),
  ];
}

function indexed(table: string, name: string, query: string): Named {
  const all = `SELECT rowid FROM ${table} WHERE ${table} MATCH :${name}`;
  const each = `EXISTS (${all} AND rowid = summaries.row)`;
  return { all, each, isCheap: false, values: { [name]: query } };
}

function namedByKey({ key = '' }: SummaryQuery): Named[] {
  if (key === '') return [];
  const range = (column: string): string => `${column} >= :key AND ${column} < :keyEnd`;
  return [
    {
      all: ['object_key', 'image_id']
        .map((column) => `SELECT row FROM summaries WHERE ${range(column)}`)
        .join(' UNION '),
      // The signs keep SQLite from using the indexes of these columns.
      each: `(${range('+summaries.object_key')} OR ${range('+summaries.image_id')})`,
      isCheap: true,
      values: { key, keyEnd: key + LAST_CHARACTER },
    },
  ];
}

function namedByRule({ ruleId }: SummaryQuery): Named[] {
  if (ruleId === undefined) return [];
  const ofRule = 'SELECT 1 FROM result_rules WHERE rule_id = :ruleId';
  return [
    {
      all: 'SELECT summaries.row FROM result_rules JOIN summaries USING (image_id) WHERE rule_id = :ruleId',
      each: `EXISTS (${ofRule} AND uploaded_at = summaries.uploaded_at AND image_id = summaries.image_id)`,
      isCheap: true,
      values: { ruleId },
    },
  ];
}
