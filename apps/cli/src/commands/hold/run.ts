import { randomBytes } from 'node:crypto';
import type { Hold, ResultStore } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { EXIT } from '../../terminal/exit-codes.ts';
import { invalid } from '../../terminal/invalid.ts';
import { type Io, write } from '../../terminal/io.ts';
import { showName, showText } from '../../terminal/show.ts';
import type { Place, PlaceStore } from '../deliveries/place.ts';
import { whoIs } from '../deliveries/who.ts';
import type { AddHoldOptions, ListHoldsOptions } from './options.ts';

type HoldPlace = Pick<Place<never>, 'command' | 'image'>;

export async function addHold(
  store: PlaceStore,
  { rule, image, because: why, by }: AddHoldOptions,
  place: HoldPlace,
  io: Io,
): Promise<number> {
  const { results, deliveries } = store;
  const what = await whatIs({ rule, image }, store, place, io);
  const id = `h-${randomBytes(4).toString('hex')}`;
  const hold: Hold = { ...what, id, since: await deliveries.now(), by: whoIs(by), why };
  await results.hold(hold);
  await write(
    io.stdout,
    `Held: ${hold.of} ${showName(hold.value)}. End it: ${place.command} hold remove ${id}\n`,
  );
  await warnOfUnknownRule(hold, results, io);
  return EXIT.done;
}

async function whatIs(
  { rule, image }: Readonly<Record<'rule' | 'image', string | undefined>>,
  { results, bucket = '' }: PlaceStore,
  place: HoldPlace,
  io: Io,
): Promise<Pick<Hold, 'of' | 'value'>> {
  if ((rule === undefined) === (image === undefined)) {
    throw invalid('Name what is to be held: either --rule ID or --image IMAGE.');
  }
  if (rule !== undefined) return { of: 'rule', value: rule };
  const typed = image ?? '';
  const imageId = await place.image(typed, io);
  for (const value of [imageId, `${bucket}/${imageId}`]) {
    if (await results.find(value)) return { of: 'image', value };
  }
  throw invalid(
    `No result is stored for ${showName(typed)}. List them with: ${place.command} results list`,
  );
}

/** Held all the same: it may match later. */
async function warnOfUnknownRule(
  { of, value }: Hold,
  results: Pick<ResultStore, 'list' | 'listMatches'>,
  { stderr }: Io,
): Promise<void> {
  if (of !== 'rule') return;
  const [now, ever] = [
    await results.list({ ruleId: value, limit: 1 }),
    await results.listMatches(value, { limit: 1 }),
  ];
  if (now.items.length + ever.items.length > 0) return;
  stderr.write(`glyphwatch: nothing stored was ever matched by rule ${showName(value)}.\n`);
}

export async function listHolds(
  results: Pick<ResultStore, 'holds'>,
  { format }: ListHoldsOptions,
  { stdout }: Io,
): Promise<number> {
  const holds = await results.holds();
  const rows = holds.map(({ id, of, value, since, by, why }) => {
    const day = new Date(since).toISOString().slice(0, 10);
    return `${id}  ${of} ${showName(value)}  since ${day}  ${showText(by)}: ${showText(why)}\n`;
  });
  const table = rows.length === 0 ? 'Nothing is held.\n' : rows.join('');
  await write(stdout, format === 'json' ? `${printableJson(holds)}\n` : table);
  return EXIT.done;
}

export async function removeHold(
  results: Pick<ResultStore, 'endHold'>,
  id: string,
  { command }: HoldPlace,
  { stdout }: Io,
): Promise<number> {
  if (!(await results.endHold(id))) {
    throw invalid(`There is no hold ${showText(id)}. See them with: ${command} hold list`);
  }
  await write(stdout, 'Ended; what is old enough may be purged again.\n');
  return EXIT.done;
}
