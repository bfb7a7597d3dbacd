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
    ...doubledNotifications(world),
    ...(await wrongHistory(world)),
    ...needlessDetections(world),
  ];
}

/** Every image ends with a final result for its newest event, and nothing pending. */
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
    if (result?.pending.length) broken.push(`${imageId} has unsent notifications`);
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

/** Every match was sent on every channel. */
function missedNotifications(world: World): string[] {
  const sent = new Set(deliveries(world).map(({ what }) => what));
  return due(world)
    .filter((what) => !sent.has(what))
    .map((what) => `${what} was never sent`);
}

/** Each was sent once, except where a process sent it and did not clear it in time. */
function doubledNotifications(world: World): string[] {
  const { cleared } = world.journal;
  const all = deliveries(world);
  return [...new Set(all.map(({ what }) => what))].flatMap((what) => {
    const times = all.filter((one) => one.what === what);
    const gaps = times.filter(({ run, id }) => !cleared.has(`${run}/${id}`)).length;
    const isDoubled = times.length > 1 + gaps;
    const hasManyIds = new Set(times.map(({ id }) => id)).size > 1;
    return [
      ...(isDoubled ? [`${what} was sent ${times.length} times, with ${gaps} gaps`] : []),
      ...(hasManyIds ? [`${what} was sent with different ids`] : []),
    ];
  });
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

function due({ journal }: World): string[] {
  return journal.committed.flatMap(({ imageId, version, commit }) =>
    ruleIdsOf(commit.outcome).flatMap((ruleId) =>
      CHANNELS.map((channel) => `${channel}: ${ruleId} in ${imageId} ${version}`),
    ),
  );
}

function deliveries({ journal }: World) {
  return journal.sent.flatMap(({ run, notification: { id, channel, imageId, version, ...sent } }) =>
    (sent.rules.length > 0 ? sent.rules.map(({ ruleId }) => ruleId) : [sent.kind]).map(
      (ruleId) => ({
        run,
        id,
        what: `${channel}: ${ruleId} in ${imageId} ${version}`,
      }),
    ),
  );
}

function ruleIdsOf({ ruleMatches }: { readonly ruleMatches: readonly RuleMatch[] }): string[] {
  return ruleMatches.map(({ ruleId }) => ruleId);
}
