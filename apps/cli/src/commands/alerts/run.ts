import { resolve } from 'node:path';
import type { Deliveries, Delivery } from '@glyphwatch/domain';
import { EXIT } from '../../terminal/exit-codes.ts';
import { invalid } from '../../terminal/invalid.ts';
import { type Io, write } from '../../terminal/io.ts';
import { count, showName } from '../../terminal/show.ts';
import { whoIs } from '../deliveries/who.ts';
import { stillReminded } from './still-reminded.ts';
import type { JudgeOptions, Verdict } from './options.ts';

/** Ends the reminders of what was told about images. */
export async function judge(
  deliveries: Deliveries,
  verdict: Verdict,
  images: readonly string[],
  { rule, note, by }: JudgeOptions,
  io: Io & { readonly command: string },
): Promise<number> {
  let ended = 0;
  const judged: Delivery[] = [];
  for (const image of images) {
    const told = await toldOf(deliveries, image, rule, io);
    judged.push(...told);
    const why = note === undefined ? `${verdict}ed` : `${verdict}ed: ${note}`;
    for (const { id } of told) {
      ended += await deliveries.withdraw({ reminderOf: id }, whoIs(by), why);
    }
  }
  const what = verdict === 'confirm' ? 'Confirmed' : 'Dismissed';
  await write(io.stdout, `${what}; ${count(ended, 'reminder')} withdrawn\n`);
  for (const { imageId } of await stillReminded(deliveries, judged)) {
    io.stderr.write(
      `glyphwatch: reminders go on about ${showName(imageId)}, which was told in the same message. Judge it, too.\n`,
    );
  }
  return EXIT.done;
}

async function toldOf(
  deliveries: Deliveries,
  image: string,
  ruleId: string | undefined,
  { cwd, command }: Io & { readonly command: string },
): Promise<readonly Delivery[]> {
  const ofRule = ruleId === undefined ? {} : { ruleId };
  for (const imageId of [image, resolve(cwd, image)]) {
    const { items } = await deliveries.list({ imageId, ...ofRule, limit: 1000 });
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
