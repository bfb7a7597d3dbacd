import { DatabaseSync } from 'node:sqlite';
import {
  conclude,
  type ImageAddress,
  imageIdOf,
  layOutText,
  type MatchRecord,
} from '@glyphwatch/domain';
import {
  openDatabase,
  SqliteAlertReviews,
  SqliteResultStore,
} from '@glyphwatch/sqlite-result-store';
import { compileWatchlist, parseRuleFile, wordList } from '@glyphwatch/watchlist';
import { pick, randomNumbers } from '../watchlist/rules.ts';

/** In a third of all images, in half a percent, and in three. */
export const WORDS = { common: 'DELIVERY', seldom: 'QUARANTINE', rare: 'ZYMURGY' } as const;
export const NEWEST = Date.UTC(2026, 10, 30, 12);
const MINUTE_MS = 60_000;
const WORDS_OF_IMAGE = 60;
const WORDS_OF_LINE = 6;
const RARE = 3;
/** One in so many is an alert; of those, one in so many is judged. */
const ALERT_OF = 50;
const JUDGED_OF = 8;
const CONFIRMED_OF = 4;
const JUDGED_AT_ONCE = 200;
const PLAIN_WORDS = wordList().filter((word) => /^[A-Z]{3,9}$/.test(word));

export const RULES = `rules:
  - id: gate
    match: KEEP OUT
    severity: high
  - id: quarantine
    match: QUARANTINE
    severity: low
`;

/** Writes what scans of so many images would, each a minute after the one before, and verdicts. */
export async function fillStore(file: string, images: number): Promise<void> {
  const database = openDatabase(file);
  const [store, reviews] = [new SqliteResultStore(database), new SqliteAlertReviews(database)];
  const { ruleSet } = parseRuleFile(RULES, { name: 'rules.yaml' });
  if (!ruleSet) throw new Error('The rules have mistakes.');
  const watchlist = compileWatchlist(ruleSet, { zone: 'UTC' });
  const random = randomNumbers(images);
  const alerts: string[] = [];
  for (let number = 0; number < images; number += 1) {
    const address = addressOf(number);
    const [imageId, now] = [imageIdOf(address), NEWEST - (images - number) * MINUTE_MS];
    const upload = { address, version: `v${number}`, sequencer: '01', uploadedAt: now };
    await store.claim(upload, { owner: 'bench', now, leaseUntil: now + MINUTE_MS });
    const detection = layOutText(textOf(number, images, random));
    const outcome = conclude(upload, detection, watchlist);
    const records = outcome.ruleMatches.map(({ hides: _, ...rule }): MatchRecord => ({
      ...{ ...upload, ...rule, id: `${number} ${rule.ruleId}`, imageId },
      watchlistVersion: watchlist.version,
    }));
    const commit = { outcome, deliveries: [], records, notified: [], now };
    await store.commit(imageId, 'bench', commit);
    if (records.length > 0) await store.recordMatches(imageId, records);
    alerts.push(...records.map(({ id }) => id));
  }
  await judgeSome(reviews, alerts);
  database.close();
}

function addressOf(number: number): ImageAddress {
  return { bucket: '/photos', key: `camera-${number % 8}/${number}.jpg` };
}

function textOf(number: number, images: number, random: () => number): string {
  const words = Array.from({ length: WORDS_OF_IMAGE }, () => pick(PLAIN_WORDS, random));
  if (number % 3 === 0) words[7] = WORDS.common;
  if (number % 200 === 0) words[9] = WORDS.seldom;
  if (number % Math.ceil(images / RARE) === 0) words[11] = WORDS.rare;
  if (number % ALERT_OF === 0) words.splice(13, 2, 'KEEP', 'OUT');
  return words
    .map((word, index) => word + ((index + 1) % WORDS_OF_LINE === 0 ? '\n' : ' '))
    .join('');
}

async function judgeSome(reviews: SqliteAlertReviews, ids: readonly string[]): Promise<void> {
  const judged = ids.filter((_, index) => index % JUDGED_OF === 0);
  for (let from = 0; from < judged.length; from += JUDGED_AT_ONCE) {
    const some = judged.slice(from, from + JUDGED_AT_ONCE).map((id) => ({ id, revision: 0 }));
    const confirmed = some.filter((_, index) => index % CONFIRMED_OF === 0);
    const wrong = some.filter((_, index) => index % CONFIRMED_OF > 0);
    await reviews.judge(confirmed, { at: NEWEST, by: 'ann', verdict: 'confirmed' });
    await reviews.judge(wrong, { at: NEWEST, by: 'ann', verdict: 'false-alarm' });
  }
}

const MULTIPLY = `
  INSERT INTO summaries (row, image_id, object_key, uploaded_at, status, severity, summary)
  SELECT row + :shift, image_id || '-' || :copy, object_key || '-' || :copy, uploaded_at - :older, status, severity,
    json_set(summary, '$.imageId', image_id || '-' || :copy, '$.uploadedAt', uploaded_at - :older)
  FROM summaries WHERE row <= :rows`;

/** Adds older copies of all summaries, which are all that a wall of images reads. */
export function multiply(file: string, times: number): void {
  const connection = new DatabaseSync(file);
  const rows = Number(connection.prepare('SELECT max(row) AS n FROM summaries').get()?.['n']);
  for (let copy = 1; copy < times; copy += 1) {
    const shift = rows * copy;
    connection.prepare(MULTIPLY).run({ copy, shift, rows, older: shift * MINUTE_MS });
  }
  connection.close();
}
