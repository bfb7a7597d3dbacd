import {
  compareSequencers,
  imageIdOf,
  isFinal,
  type MatchRecord,
  type RuleMatch,
} from '../index.ts';
import type { Event, World } from './world.ts';

/** The promises that a finished world violates. */
export async function violationsIn(world: World): Promise<string[]> {
  return [
    ...world.journal.violations,
    ...(await lostResults(world)),
    ...wrongMatches(world),
    ...missedNotifications(world),
    ...(await waitingDeliveries(world)),
    ...doubledMessages(world),
    ...(await wrongHistory(world)),
    ...needlessDetections(world),
  ];
}

/** Every image ends with a final result for its newest event, and nothing unrecorded. */
async function lostResults({ events, store }: World): Promise<string[]> {
  const newest = new Map<string, Event>();
  for (const event of events) {
    const imageId = imageIdOf(event.upload.address);
    const other = newest.get(imageId)?.upload.sequencer ?? '';
    if (compareSequencers(event.upload.sequencer, other) > 0) newest.set(imageId, event);
  }
  const broken: string[] = [];
  for (const [imageId, { upload, text }] of newest) {
    const result = await store.find(imageId);
    if (!result || !isFinal(result.status)) broken.push(`${imageId} has no final result`);
    if (result?.version !== upload.version) broken.push(`${imageId} is not its newest version`);
    if (text === undefined && result?.status !== 'GONE') broken.push(`${imageId} was deleted`);
    if (result?.leaseUntil !== undefined) broken.push(`${imageId} is still claimed`);
    if (result?.unrecorded.length) broken.push(`${imageId} has unrecorded matches`);
  }
  return broken;
}

/** Every commit matches what the image shows. */
function wrongMatches({ journal, events }: World): string[] {
  return journal.committed.flatMap(({ version, commit: { outcome } }) => {
    if (outcome.watchlistVersion === undefined) return [];
    const words = Object.entries(JSON.parse(outcome.watchlistVersion) as Record<string, string>);
    const shown = events.find(({ upload }) => upload.version === version)?.text?.split(' ') ?? [];
    const expected = words.filter(([, word]) => shown.includes(word)).map(([ruleId]) => ruleId);
    const found = outcome.ruleMatches.map(({ ruleId }) => ruleId);
    return found.join() === expected.join() ? [] : [`${version} was matched wrongly`];
  });
}

/** Every match was told on every channel. */
function missedNotifications(world: World): string[] {
  const told = new Set(toldBy(world).map(({ what }) => what));
  return announced(world)
    .filter((what) => !told.has(what))
    .map((what) => `${what} was never told`);
}

/** Whatever was added was told. */
async function waitingDeliveries({ deliveries }: World): Promise<string[]> {
  const { items } = await deliveries.list({ limit: 1000 });
  return items.flatMap(({ id, state }) => (state === 'told' ? [] : [`${id} is ${state}`]));
}

/** Each message was told once, except where a process told it and did not record it in time; and no match in two messages. */
function doubledMessages(world: World): string[] {
  const { messages, refused } = world.journal;
  const byId = Map.groupBy(messages, ({ channel, message }) => `${channel}/${message}`);
  const doubled = [...byId].flatMap(([id, times]) => {
    const gaps = times.filter(({ isRecorded }) => !isRecorded).length;
    const isDoubled = times.length > 1 + gaps;
    return isDoubled ? [`${id} was told ${times.length} times, with ${gaps} gaps`] : [];
  });
  // A dead letter that is sent again joins what waits then.
  const told = toldBy(world).filter(({ id }) => !refused.has(id));
  const inTwo = [...Map.groupBy(told, ({ what }) => what)].flatMap(([what, some]) =>
    new Set(some.map(({ message }) => message)).size > 1 ? [`${what} was in two messages`] : [],
  );
  return [...doubled, ...inTwo];
}

/** The history has each match once. */
async function wrongHistory(world: World): Promise<string[]> {
  const { store, journal } = world;
  const matched = journal.committed.flatMap(({ imageId, version, commit }) =>
    commit.outcome.ruleMatches.map(({ ruleId }) => `${ruleId} in ${imageId} ${version}`),
  );
  const ruleIds = new Set(journal.committed.flatMap(({ commit }) => ruleIdsOf(commit.outcome)));
  const kept: MatchRecord[] = [];
  for (const ruleId of ruleIds) {
    kept.push(...(await store.listMatches(ruleId, { limit: 1000 })).items);
  }
  const history = kept.map(({ ruleId, imageId, version }) => `${ruleId} in ${imageId} ${version}`);
  const expected = [...new Set(matched)].sort();
  return history.sort().join() === expected.join() ? [] : ['the history is not what was matched'];
}

/**
 * A version is detected once, and once more for each process that did not commit. (The journal checks that such a
 * process had failed or was overdue.)
 */
function needlessDetections(world: World): string[] {
  // After a redo that died, another scan is right.
  if (world.hasRedos) return [];
  const { detected, committed } = world.journal;
  const useful = detected.filter(({ run, version }) =>
    committed.some((one) => one.run === run && one.version === version),
  );
  const versions = useful.map(({ version }) => version);
  return versions.length === new Set(versions).size ? [] : ['something was detected needlessly'];
}

const CHANNELS = ['people', 'machines'];

function announced({ journal }: World): string[] {
  return journal.committed.flatMap(({ imageId, version, commit }) =>
    ruleIdsOf(commit.outcome).flatMap((ruleId) =>
      CHANNELS.map((channel) => `${channel}: ${ruleId} in ${imageId} ${version}`),
    ),
  );
}

/** What each message told, by rule, or by kind where no rule matched. */
function toldBy({ journal }: World) {
  return journal.messages.flatMap(({ message, notifications }) =>
    notifications.flatMap(({ id, channel, imageId, version, kind, rules }) =>
      (rules.length > 0 ? rules.map(({ ruleId }) => ruleId) : [kind]).map((ruleId) => ({
        ...{ message, id },
        what: `${channel}: ${ruleId} in ${imageId} ${version}`,
      })),
    ),
  );
}

function ruleIdsOf({ ruleMatches }: { readonly ruleMatches: readonly RuleMatch[] }): string[] {
  return ruleMatches.map(({ ruleId }) => ruleId);
}
