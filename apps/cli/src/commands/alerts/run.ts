import { resolve } from 'node:path';
import type { Alert, AlertReviews, Deliveries, Delivery, Judgement } from '@glyphwatch/domain';
import { EXIT } from '../../terminal/exit-codes.ts';
import { invalid } from '../../terminal/invalid.ts';
import { type Io, write } from '../../terminal/io.ts';
import { count, showName } from '../../terminal/show.ts';
import type { PlaceStore } from '../deliveries/place.ts';
import { whoIs } from '../deliveries/who.ts';
import { type JudgeOptions, JUDGEMENTS, type Judging } from './options.ts';
import { stillReminded } from './still-reminded.ts';

const SAID: Readonly<Record<Judging, string>> = {
  confirm: 'Confirmed',
  dismiss: 'Dismissed',
  resolve: 'Resolved',
  reopen: 'Reopened',
};
/** Of one image. */
const MOST_ALERTS = 200;
const MOST_ROWS = 1000;

type JudgeIo = Io & { readonly command: string };

/** Gives verdicts on what was found in images, and so ends their reminders; only the latter where a store keeps no verdicts. */
export async function judge(
  { deliveries, reviews }: Pick<PlaceStore, 'deliveries' | 'reviews'>,
  judging: Judging,
  images: readonly string[],
  options: JudgeOptions,
  io: JudgeIo,
): Promise<number> {
  const by = judgementOf(judging, options);
  let [judged, ended, overtaken] = [0, 0, 0];
  const told: Delivery[] = [];
  for (const image of images) {
    const alerts = reviews ? await alertsOf(reviews, image, options.rule, io) : [];
    if (reviews && alerts.length > 0) {
      const before = await remindersOf(deliveries, alerts);
      const given = await reviews.judge(alerts, by);
      judged += alerts.length - given.overtaken.length;
      overtaken += given.overtaken.length;
      ended += before - (await remindersOf(deliveries, alerts));
      told.push(...(await toldAbout(deliveries, alerts)));
    } else {
      const about = await toldOf(deliveries, image, options.rule, io);
      if (by.verdict === 'new') throw invalid(`Nobody has judged ${showName(image)}.`);
      ended += await endReminders(deliveries, about, by);
      told.push(...about);
    }
  }
  const what = reviews && judged > 0 ? `${SAID[judging]} ${count(judged, 'alert')}` : SAID[judging];
  await write(io.stdout, `${what}; ${count(ended, 'reminder')} withdrawn\n`);
  if (by.verdict !== 'new') await warnOfOthers(deliveries, told, io);
  if (overtaken === 0) return EXIT.done;
  await write(io.stderr, `${count(overtaken, 'alert')} somebody else judged at the same time\n`);
  return EXIT.failed;
}

async function warnOfOthers(
  deliveries: Deliveries,
  judged: readonly Delivery[],
  { stderr }: JudgeIo,
): Promise<void> {
  for (const { imageId } of await stillReminded(deliveries, judged)) {
    stderr.write(
      `glyphwatch: reminders go on about ${showName(imageId)}, which was told in the same message. Judge it, too.\n`,
    );
  }
}

function judgementOf(judging: Judging, { note, by }: JudgeOptions): Judgement {
  const why = note === undefined ? {} : { note };
  return { at: Date.now(), by: whoIs(by), verdict: JUDGEMENTS[judging], ...why };
}

/** Of the newest version of an image. */
async function alertsOf(
  reviews: AlertReviews,
  image: string,
  ruleId: string | undefined,
  { cwd }: JudgeIo,
): Promise<readonly Alert[]> {
  const ofRule = ruleId === undefined ? {} : { ruleId };
  for (const imageId of [image, resolve(cwd, image)]) {
    const { items } = await reviews.list({ imageId, ...ofRule, limit: MOST_ALERTS });
    const newest = items[0]?.record.version;
    if (items.length > 0) return items.filter(({ record }) => record.version === newest);
  }
  return [];
}

async function remindersOf(deliveries: Deliveries, [alert]: readonly Alert[]): Promise<number> {
  const imageId = alert?.record.imageId ?? '';
  const { items } = await deliveries.list({ imageId, state: 'waiting', limit: MOST_ROWS });
  return items.filter(({ reminder }) => reminder).length;
}

async function toldAbout(deliveries: Deliveries, alerts: readonly Alert[]): Promise<Delivery[]> {
  const imageId = alerts[0]?.record.imageId ?? '';
  const rules = new Set(alerts.map(({ record }) => record.ruleId));
  const { items } = await deliveries.list({ imageId, state: 'told', limit: MOST_ROWS });
  return items.filter(({ ruleIds }) => ruleIds.some((ruleId) => rules.has(ruleId)));
}

/** What was told before there were verdicts, or is kept where there are none. */
async function endReminders(
  deliveries: Deliveries,
  told: readonly Delivery[],
  { by, verdict, note }: Judgement,
): Promise<number> {
  const why = note === undefined ? verdict : `${verdict}: ${note}`;
  let ended = 0;
  for (const { id } of told) ended += await deliveries.withdraw({ reminderOf: id }, by, why);
  return ended;
}

async function toldOf(
  deliveries: Deliveries,
  image: string,
  ruleId: string | undefined,
  { cwd, command }: JudgeIo,
): Promise<readonly Delivery[]> {
  const ofRule = ruleId === undefined ? {} : { ruleId };
  for (const imageId of [image, resolve(cwd, image)]) {
    const { items } = await deliveries.list({ imageId, ...ofRule, limit: MOST_ROWS });
    const about = items.filter(({ reminder }) => !reminder);
    if (about.some(({ state }) => state === 'told')) return about;
    if (about.some(({ state }) => state === 'waiting')) {
      throw invalid(
        `${showName(image)} still waits to be told; judge it then, or: ${command} deliveries withdraw`,
      );
    }
  }
  throw invalid(`Nobody was told of ${showName(image)}. See: ${command} deliveries list`);
}
