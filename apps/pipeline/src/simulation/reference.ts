import {
  imageIdOf,
  isFinal,
  type MatchRecord,
  type Result,
  type Watchlist,
} from '@glyphwatch/domain';
import { NOT_AN_IMAGE } from '@glyphwatch/domain/in-memory';
import { BUCKET } from '../testing/events.ts';
import type { StoredObject } from './bucket.ts';
import { CHANNELS } from './parts.ts';
import { RULES, type Rules, type World } from './world.ts';

export interface Expectation {
  /** Keys that changed without an event, or whose result a person removed: true again after a backfill. */
  readonly excused: ReadonlySet<string>;
  /** Nothing went wrong, and nobody asked to read again: nothing is read twice or told twice. */
  readonly isCalm: boolean;
}

/** What must be true once everything has been delivered, replayed and swept, and is not. */
export async function violationsIn(world: World, expected: Expectation): Promise<string[]> {
  return [
    ...world.journal.violations,
    ...(await lostImages(world, expected)),
    ...wrongMatches(world),
    ...regressions(world),
    ...(await untold(world)),
    ...repeats(world, expected),
    ...inTwoMessages(world),
    ...(await wrongHistory(world)),
    ...(expected.isCalm && world.bucket.isVersioned ? needlessDetections(world) : []),
  ];
}

/** Every image that is there is matched by the rules in force and told; what is gone is GONE. */
async function lostImages(world: World, { excused }: Expectation): Promise<string[]> {
  const { bucket, store } = world;
  const told = toldRules(world);
  const lost: string[] = [];
  for (const key of bucket.keys) {
    if (excused.has(key) || bucket.ambiguous.has(imageIdOf({ bucket: BUCKET, key }))) continue;
    const object = bucket.current(key);
    const result = await store.find(imageIdOf({ bucket: BUCKET, key }));
    const wrong = object ? wrongAbout(object, result, world.rules) : isWronglyThere(result);
    if (wrong) lost.push(`${key} ${wrong}`);
    else if (result && !isPurged(result)) lost.push(...untoldMatches(result, told, world));
    if (result?.unrecorded.length) lost.push(`${key} has unrecorded matches`);
  }
  return lost;
}

function wrongAbout(
  object: StoredObject & { readonly text: string },
  result: Result | undefined,
  rules: Watchlist,
): string | undefined {
  const version = object.versionId ?? object.etag;
  if (!result) return 'has no result';
  if (!isFinal(result.status)) return `is ${result.status}`;
  if (result.version !== version) return `is ${result.version}, but there is ${version}`;
  if (isPurged(result)) return undefined;
  if (object.text === NOT_AN_IMAGE) {
    return result.status === 'UNSUPPORTED' ? undefined : `is ${result.status}, but no image`;
  }
  // A replay leaves alone what the rules find as before.
  const wanted = rulesOf(rules.version);
  const expected = rulesIn(object.text, wanted).map((ruleId) => `${ruleId}: ${wanted[ruleId]}`);
  const found = result.ruleMatches.map(({ ruleId, ruleVersion }) => `${ruleId}: ${ruleVersion}`);
  const isSame = expected.join() === found.join();
  return isSame ? undefined : `was matched by other rules: ${found.join()}, not ${expected.join()}`;
}

function isWronglyThere(result: Result | undefined): string | undefined {
  if (!result || result.status === 'GONE') return undefined;
  return isPurged(result) ? undefined : `is ${result.status}, but is not there`;
}

function isPurged({ reason }: Result): boolean {
  return reason === 'purged';
}

/** Of those the rules find in an image, each was told to each recipient, unless a person wanted it otherwise. */
function untoldMatches(result: Result, told: ReadonlySet<string>, world: World): string[] {
  const { ids, journal } = world;
  return result.ruleMatches.flatMap(({ ruleId, ruleVersion }) => {
    const id = ids.digest(ruleId, ruleVersion, result.imageId, result.version);
    if (journal.silenced.has(id)) return [];
    return recipients().flatMap(([channel, recipient]) =>
      told.has(`${channel}/${recipient}/${id}`)
        ? []
        : [`${recipient} was never told of ${ruleId} in ${result.imageId} ${result.version}`],
    );
  });
}

function recipients(): [string, string][] {
  return CHANNELS.flatMap(({ name, recipients }) =>
    recipients.map((one): [string, string] => [name, one]),
  );
}

function toldRules({ journal }: World): ReadonlySet<string> {
  const told = new Set<string>();
  for (const { channel, recipient, deliveries, isPartial } of journal.told) {
    for (const id of deliveries) {
      for (const { notificationId } of journal.notifications.get(id)?.rules ?? []) {
        told.add(`${channel}/${recipient}/${notificationId}`);
      }
      if (journal.givenUp.has(id) || isPartial) {
        for (const { notificationId } of journal.notifications.get(id)?.rules ?? []) {
          for (const [of, other] of recipients()) {
            if (of === channel) told.add(`${channel}/${other}/${notificationId}`);
          }
        }
      }
    }
  }
  return told;
}

/** Every commit says what its version shows, by the rules that it names. */
function wrongMatches({ journal, bucket }: World): string[] {
  return journal.committed.flatMap(({ imageId, version, commit: { outcome } }) => {
    if (outcome.watchlistVersion === undefined) return [];
    // Nobody can know, and it may be the wrong one.
    if (bucket.ambiguous.has(imageId)) return [];
    const text = bucket.everShown.get(`${imageId} ${version}`);
    const expected = text === undefined ? [] : rulesIn(text, rulesOf(outcome.watchlistVersion));
    const found = outcome.ruleMatches.map(({ ruleId }) => ruleId);
    return found.join() === expected.join() ? [] : [`${imageId} ${version} was matched wrongly`];
  });
}

/** Nobody is told by rules older than those of the commit before, nor is a result matched by them. */
function regressions({ journal }: World): string[] {
  const last = new Map<string, number>();
  return journal.committed.flatMap(({ imageId, version, rulesAge, commit }) => {
    if (commit.outcome.watchlistVersion === undefined) return [];
    const before = last.get(`${imageId} ${version}`) ?? 0;
    last.set(`${imageId} ${version}`, rulesAge);
    return rulesAge < before ? [`${imageId} ${version} was matched by older rules again`] : [];
  });
}

/** Whatever was added was told to everybody. */
async function untold({ outbox, journal }: World): Promise<string[]> {
  const { items } = await outbox.list({ limit: 1000 });
  const told = new Set(
    journal.told.flatMap(({ channel, recipient, deliveries }) =>
      deliveries.map((id) => `${channel}/${recipient}/${id}`),
    ),
  );
  // Who is left out is known to the process that was refused, and if that dies, only that the message was told.
  const halfTold = new Set(
    journal.told.flatMap(({ channel, deliveries, isPartial }) =>
      isPartial ? deliveries.map((id) => `${channel}/${id}`) : [],
    ),
  );
  return items.flatMap(({ id, state, channel }) => {
    if (state !== 'told') return [`${id} for ${channel} is ${state}`];
    const missed = recipients().filter(
      ([of, one]) => of === channel && !told.has(`${of}/${one}/${id}`),
    );
    if (journal.givenUp.has(id) || halfTold.has(`${channel}/${id}`)) return [];
    return missed.map(([, one]) => `${one} did not get ${id}, which is marked as told`);
  });
}

/** A message is told again only after a death, a standstill or a lost answer between telling and recording it. */
function repeats({ journal }: World, { isCalm }: Expectation): string[] {
  const fresh = journal.told.filter(({ deliveries }) => !isExcused(deliveries, journal.excused));
  const groups = Map.groupBy(
    fresh,
    ({ channel, message, recipient }) => `${channel}/${message}/${recipient}`,
  );
  return [...groups].flatMap(([what, times]) => {
    const clean = times.filter(({ hasMishap }) => !hasMishap).length;
    if (clean <= 1 && !(isCalm && times.length > 1)) return [];
    return [`${what} was told ${times.length} times, ${clean} of them without a mishap`];
  });
}

/** Repeats have the same id. */
function inTwoMessages({ journal }: World): string[] {
  const messageOf = new Map<string, string>();
  return journal.told.flatMap(({ message, recipient, deliveries }) =>
    deliveries.flatMap((id) => {
      if (journal.excused.has(id)) return [];
      const before = messageOf.get(`${id}/${recipient}`) ?? message;
      messageOf.set(`${id}/${recipient}`, message);
      return before === message ? [] : [`${id} was told to ${recipient} in two messages`];
    }),
  );
}

function isExcused(deliveries: readonly string[], excused: ReadonlySet<string>): boolean {
  return deliveries.some((id) => excused.has(id));
}

/** The history has each match once; of what a person had removed, what was under way may be there again. */
async function wrongHistory({ store, journal }: World): Promise<string[]> {
  const expected = new Set<string>();
  const removed = new Set<string>();
  for (const { isRemoved, commit } of journal.committed) {
    for (const { id } of commit.records) (isRemoved ? removed : expected).add(id);
  }
  const kept: MatchRecord[] = [];
  for (const ruleId of new Set(RULES.flatMap((rules) => Object.keys(rules)))) {
    kept.push(...(await store.listMatches(ruleId, { limit: 1000 })).items);
  }
  const history = new Set(kept.map(({ id }) => id));
  const isRight =
    history.size === kept.length &&
    [...expected].every((id) => history.has(id)) &&
    [...history].every((id) => expected.has(id) || removed.has(id));
  return isRight ? [] : ['the history is not what was matched'];
}

/** An upload is detected once. After a deletion, whoever looks may read what another event is about. */
function needlessDetections({ detections, uploads, hasDeletions }: World): string[] {
  if (hasDeletions) return [];
  return [...detections].flatMap(([what, times]) =>
    times > (uploads.get(what) ?? 0) ? [`${what} was detected ${times} times`] : [],
  );
}

/** Ids of the rules that find their word. */
function rulesIn(text: string, rules: Rules): string[] {
  const shown = text.split(' ');
  return Object.entries(rules).flatMap(([ruleId, word]) => (shown.includes(word) ? [ruleId] : []));
}

function rulesOf(version: string): Rules {
  return JSON.parse(version) as Rules;
}
