import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Alert, AlertQuery, AlertRevision, Judgement, Verdict } from '@glyphwatch/domain';
import { ApiError, notFound } from '../api-error.ts';
import { shownText } from '../cells/shown.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { refuseReadOnly } from '../read-only.ts';
import { route, type Route } from '../route.ts';
import { JUDGE, JUDGE_ALL, JUDGED, type Judged, JUDGEMENTS, UNDO } from '../shapes.ts';
import { toQuery } from '../wall-query.ts';

const AT_ONCE = 200;
/** Undone in memory: an undo is for what somebody just did. */
const MOST_UNDOS = 20;

export const VERDICT_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'POST', path: 'api/alerts/judge', summary: 'Gives a verdict on alerts' },
    ...{ body: JUDGE, answer: JUDGED },
    async handle(parts, { body: { alerts, verdict, note }, caller }) {
      const by = judgementOf(parts, caller.name, verdict, note);
      const { overtaken } = await parts.reviews.judge(alerts, by);
      return { alerts: await asTheyAre(parts, alerts), overtaken: [...overtaken] };
    },
  }),
  route({
    ...{ method: 'POST', path: 'api/alerts/judge-all', summary: 'Judges all alerts of a query' },
    ...{ body: JUDGE_ALL, answer: JUDGED },
    async handle(parts, { body: { query, verdict, note, expected }, caller }) {
      const asked = toQuery(parts, query);
      await refuseOtherCount(parts, asked, expected);
      return judgeAll(parts, asked, judgementOf(parts, caller.name, verdict, note));
    },
  }),
  route({
    ...{ method: 'POST', path: 'api/alerts/undo', summary: 'Gives back earlier verdicts' },
    ...{ body: UNDO, answer: JUDGED },
    async handle(parts, { body: { undo }, caller }) {
      const before = undosOf(parts).take(undo);
      if (!before) throw notFound('What was to be undone');
      const overtaken: string[] = [];
      for (const [verdict, alerts] of before) {
        const by = judgementOf(parts, caller.name, verdict, 'undone');
        for (let at = 0; at < alerts.length; at += AT_ONCE) {
          const some = alerts.slice(at, at + AT_ONCE);
          overtaken.push(...(await parts.reviews.judge(some, by)).overtaken);
        }
      }
      const all = [...before.values()].flat();
      const shown = await asTheyAre(parts, all.slice(0, AT_ONCE));
      return { alerts: shown, overtaken, n: all.length - overtaken.length };
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/alerts/history', summary: 'Who judged an alert, and when' },
    ...{ query: z.object({ id: z.string().max(200) }), answer: JUDGEMENTS },
    async handle({ reviews }, { query: { id } }) {
      const items = await reviews.history(id);
      return {
        items: items.map(({ at, by, verdict, note }) => ({
          ...{ at, by: shownText(by), verdict },
          ...(note === undefined ? {} : { note: shownText(note) }),
        })),
      };
    },
  }),
];

function judgementOf(
  { clock, isReadOnly }: ConsoleParts,
  by: string,
  verdict: Verdict,
  note: string | undefined,
): Judgement {
  refuseReadOnly({ isReadOnly });
  return { at: clock(), by, verdict, ...(note === undefined || note === '' ? {} : { note }) };
}

async function asTheyAre(
  { reviews }: ConsoleParts,
  alerts: readonly AlertRevision[],
): Promise<Judged['alerts']> {
  const ids = alerts.map(({ id }) => id);
  const { items } = await reviews.list({ ids, limit: AT_ONCE });
  return items.map(({ id, revision, verdict }) => ({ id, revision, verdict }));
}

async function refuseOtherCount(
  { reviews, queries }: ConsoleParts,
  query: AlertQuery,
  expected: number,
): Promise<void> {
  if (!queries.can.includes('count')) return;
  const { n } = await reviews.count(query);
  if (n === expected) return;
  throw new ApiError(409, 'count-changed', `There are ${n} alerts by now, not ${expected}.`, {
    advice: 'Look at them, then try again.',
  });
}

/** What arrives meanwhile is uploaded later, and stays as it is. */
async function judgeAll(
  parts: ConsoleParts,
  query: AlertQuery,
  judgement: Judgement,
): Promise<Judged> {
  const overtaken: string[] = [];
  const judged: Alert[] = [];
  for (let cursor: string | undefined; ;) {
    const from = cursor === undefined ? {} : { cursor };
    const page = await parts.reviews.list({ ...query, ...from, limit: AT_ONCE });
    const { overtaken: lost } = await parts.reviews.judge(page.items, judgement);
    overtaken.push(...lost);
    judged.push(...page.items.filter(({ id }) => !lost.includes(id)));
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  const undo = undosOf(parts).keep(judged);
  const alerts = await asTheyAre(parts, judged.slice(0, AT_ONCE));
  return { alerts, overtaken, n: judged.length, undo };
}

/** Alerts as they were judged, by the verdict that they had before. */
type Before = ReadonlyMap<Verdict, readonly AlertRevision[]>;

class Undos {
  readonly #kept = new Map<string, Before>();

  keep(judged: readonly Alert[]): string {
    const id = randomUUID();
    const byVerdict = Map.groupBy(judged, ({ verdict }) => verdict);
    const before = [...byVerdict].map(([verdict, alerts]): [Verdict, AlertRevision[]] => [
      verdict,
      alerts.map(({ id: alert, revision }) => ({ id: alert, revision: revision + 1 })),
    ]);
    this.#kept.set(id, new Map(before));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_UNDOS && oldest !== undefined) this.#kept.delete(oldest);
    return id;
  }

  take(id: string): Before | undefined {
    const before = this.#kept.get(id);
    this.#kept.delete(id);
    return before;
  }
}

const undos = new WeakMap<ConsoleParts, Undos>();

function undosOf(parts: ConsoleParts): Undos {
  const known = undos.get(parts) ?? new Undos();
  undos.set(parts, known);
  return known;
}
