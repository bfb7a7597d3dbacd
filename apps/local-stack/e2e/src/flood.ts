import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { draw } from '@glyphwatch/sent-image/testing';
import type { LocalStackOptions } from '../../src/index.ts';
import { withEnvironment } from './edit-template.ts';
import { until } from './until.ts';
import { GUARD, sample, Yard } from './yard.ts';

const HOUR_MS = 3_600_000;
/** Shorter than the shortest window, as the minute between two sweeps is. */
const STEP_MS = HOUR_MS / 6;
const UPLOADS_AT_ONCE = 8;
const CRITICAL = 'critical.png';
/** Windows double up to an hour. */
const LONGEST_WINDOW_MS = HOUR_MS;

/** As deployed by default, with a detector that has no quota. */
export const GROUPED: Pick<LocalStackOptions, 'edit'> = {
  edit: withEnvironment({ TELLING: '{}', CALLS_PER_SECOND: '1000', CONCURRENCY: '5' }),
};

export interface Flood {
  /** Images with a match, one of them critical. */
  readonly uploads: number;
  /** To the one who gets all. */
  readonly mails: readonly { readonly id: string; readonly subject: string }[];
  /** Images whose match machines heard of, once for each time. */
  readonly events: readonly string[];
  readonly historyRows: number;
  /** Deliveries by channel and state. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** Ids under which the topic was told. */
  readonly messages: ReadonlySet<string>;
  /** Milliseconds until there was a mail. */
  readonly firstAfter: number;
  readonly criticalAfter: number;
}

/**
 * Hours in which images with the same match arrive all the time, and a critical one in the middle. Every ten minutes the time
 * of the outbox is moved on, and the sweeper runs; everything else is real.
 */
export async function flood(yard: Yard, uploads: number, hours: number): Promise<Flood> {
  const { png } = await draw(['DO NOT ENTER']);
  const steps = Math.ceil((hours * HOUR_MS) / STEP_MS);
  const perStep = Math.ceil((uploads - 1) / steps);
  const middle = Math.floor(steps / 2);
  const afters: number[] = [];
  for (let step = 0, sent = 0; step < steps; step += 1) {
    const count = Math.min(perStep, uploads - 1 - sent);
    const numbers = Array.from({ length: count }, (_, index) => sent + index);
    sent += count;
    if (step === 0) afters.push(await mailAfter(yard, `line-4/${numbers.shift()}.png`, png));
    const rest = uploadAll(yard, numbers, png);
    if (step === middle)
      afters.push(await mailAfter(yard, CRITICAL, sample('screens/terminal.png')));
    await rest;
    await yard.settled();
    await yard.pass(STEP_MS);
    await yard.sweep();
  }
  await yard.pass(LONGEST_WINDOW_MS);
  await yard.sweep();
  return { uploads, ...(await found(yard)), ...between(afters) };
}

async function uploadAll(yard: Yard, numbers: readonly number[], png: Buffer): Promise<void> {
  const left = numbers.values();
  const worker = async (): Promise<void> => {
    for (const number of left) await yard.put(`line-4/${number}.png`, png);
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
}

/** Milliseconds from an upload to its own mail, nothing being swept meanwhile. */
async function mailAfter(yard: Yard, key: string, body: Buffer): Promise<number> {
  const start = performance.now();
  await yard.put(key, body);
  await until(`there is a mail about ${key}`, () => yard.mailsAbout(key).length > 0);
  return performance.now() - start;
}

function between([firstAfter = NaN, criticalAfter = NaN]: readonly number[]) {
  return { firstAfter, criticalAfter };
}

async function found(yard: Yard): Promise<Omit<Flood, 'uploads' | 'firstAfter' | 'criticalAfter'>> {
  const { mailboxes } = yard.stack;
  const mails = mailboxes.mails
    .filter(({ to }) => to === GUARD)
    .map(({ subject, attributes }) => {
      const ids = JSON.parse(attributes['notificationIds']?.StringValue ?? '[]') as string[];
      return { id: ids.join(), subject };
    });
  const events = yard.events
    .filter(({ 'detail-type': type }) => type === 'Image Text Matched')
    .map(({ detail }) => String(detail['imageId']));
  const rows = await yard.deliveries();
  const counts = [...Map.groupBy(rows, ({ channel, state }) => `${channel} ${state}`)].map(
    ([name, { length }]) => [name, length] as const,
  );
  const toldPeople = rows.filter(({ channel }) => channel === 'topic');
  return {
    mails,
    events,
    historyRows: await historyRows(yard),
    deliveries: Object.fromEntries(counts),
    messages: new Set(toldPeople.flatMap(({ message = [] }) => message)),
  };
}

async function historyRows({ stack: { dynamo, outputs } }: Yard): Promise<number> {
  const TableName = String(outputs['MatchesTableOutput']);
  let count = 0;
  for (let start: ScanCommand['input']['ExclusiveStartKey']; ;) {
    const page = await dynamo.send(
      new ScanCommand({ TableName, Select: 'COUNT', ...(start && { ExclusiveStartKey: start }) }),
    );
    count += page.Count ?? 0;
    if (!page.LastEvaluatedKey) return count;
    start = page.LastEvaluatedKey;
  }
}

/** What the flood must not do to people, machines or the outbox, as far as it did. */
export function brokenPromises(yard: Yard, told: Flood): string[] {
  const { uploads, mails, events, historyRows, deliveries, messages } = told;
  const critical = mails.filter(({ subject }) => subject.includes('CRITICAL'));
  const { failures, bus, accessControl } = yard.stack;
  const promises: readonly (readonly [isKept: boolean, otherwise: string])[] = [
    [mails.length <= MOST_MAILS, `${mails.length} mails`],
    [critical.length === 1, `${critical.length} mails about the critical match`],
    [new Set(mails.map(({ id }) => id)).size === mails.length, 'a mail came twice'],
    [mails.every(({ id }) => messages.has(id)), 'a mail is not in the log'],
    [messages.size === mails.length, `${messages.size} messages in the log`],
    [imagesIn(mails) === uploads, `mails about ${imagesIn(mails)} images`],
    [events.length === uploads, `${events.length} events`],
    [new Set(events).size === uploads, `events about ${new Set(events).size} images`],
    [historyRows === uploads, `${historyRows} rows in the history`],
    [isAllTold(deliveries, uploads), `deliveries: ${JSON.stringify(deliveries)}`],
    [failures.length === 0, `${failures.length} invocations failed`],
    [bus.lost.length === 0, `${bus.lost.length} events were lost`],
    [accessControl.denied.length === 0, `${accessControl.denied.length} calls were denied`],
  ];
  return promises.flatMap(([isKept, otherwise]) => (isKept ? [] : [otherwise]));
}

const MOST_MAILS = 15;

/** How many images mails say they are about. */
function imagesIn(mails: Flood['mails']): number {
  const counts = mails.map(({ subject }) => Number(/: (\d+) images/.exec(subject)?.[1] ?? 1));
  return counts.reduce((sum, count) => sum + count, 0);
}

function isAllTold(deliveries: Flood['deliveries'], uploads: number): boolean {
  const { 'topic told': people, 'bus told': machines, ...others } = deliveries;
  return people === uploads && machines === uploads && Object.keys(others).length === 0;
}
