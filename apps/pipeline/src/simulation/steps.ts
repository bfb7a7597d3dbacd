import { imageIdOf } from '@glyphwatch/domain';
import { NOT_AN_IMAGE } from '@glyphwatch/domain/in-memory';
import { BUCKET } from '../testing/events.ts';
import { backfillMessage, listed } from './events.ts';
import { type Port, PORTS } from './fault.ts';
import type { Functions } from './functions.ts';
import type { Luck } from './luck.ts';
import { HOUR_MS, MINUTE_MS } from './quiet.ts';
import { RULES, type World } from './world.ts';

/** What steps change. */
export interface Scene {
  readonly world: World;
  readonly functions: Functions;
  /** Keys that are true again only after a backfill: they changed without an event, or a person removed the result. */
  readonly excused: Set<string>;
  readonly outages: Set<Port>;
  /** Somebody asked to read known images again. */
  hasRereads: boolean;
  hasOutages: boolean;
  /** A person removed a result, which is news again. */
  hasRemovals: boolean;
}

/** Something happens or is done; returns what, for people. */
type Step = (scene: Scene, luck: Luck) => string;

const KEYS = ['a.png', 'C++.png', 'dir/b c.png'] as const;
const TEXTS = ['WAY OUT', 'EXIT OUT', 'NO WAY', 'NOTHING', '', NOT_AN_IMAGE] as const;

/** With how often each happens. */
const STEPS: readonly (readonly [times: number, step: Step])[] = [
  [10, put],
  [2, remove],
  [2, erase],
  [4, sweep],
  [1, changeRules],
  [1, replay],
  [1, (scene, luck) => backfill(scene, luck, luck.has(0.3))],
  [1, redrive],
  [1, silence],
  [1, removeResult],
  [1, outage],
];

const ALL = STEPS.flatMap(([times, step]) => Array.from({ length: times }, () => step));

export function stepOf(luck: Luck): Step {
  return ALL[luck.below(ALL.length)] ?? put;
}

function put({ world }: Scene, luck: Luck): string {
  const [key, text] = [luck.pick(KEYS), luck.pick(TEXTS)];
  world.bucket.put(key, text);
  return `${key} is uploaded with ${JSON.stringify(text)}`;
}

function remove({ world: { bucket } }: Scene, luck: Luck): string {
  const key = luck.pick(KEYS);
  bucket.remove(key);
  return `${key} is deleted`;
}

/** S3 may not tell that a marker was removed. */
function erase(scene: Scene, luck: Luck): string {
  const { bucket } = scene.world;
  if (!bucket.isVersioned) return remove(scene, luck);
  const key = luck.pick(KEYS);
  const versions = bucket.versionsOf(key);
  const object = versions[luck.has(0.5) ? versions.length - 1 : luck.below(versions.length || 1)];
  if (!object) return `${key} has no version to erase`;
  const isTold = object.text !== undefined || luck.has(0.5);
  bucket.erase(key, object, isTold);
  scene.world.hasDeletions = true;
  if (!isTold) scene.excused.add(key);
  return `version ${object.versionId} of ${key} is erased${isTold ? '' : ', which S3 does not tell'}`;
}

function sweep({ functions }: Scene, luck: Luck): string {
  functions.sweep(luck.below(2 ** 31));
  return 'a sweep';
}

function changeRules({ world, functions }: Scene, luck: Luck): string {
  const rules = luck.pick(RULES);
  functions.stopReplays();
  world.changeRules(rules);
  if (luck.has(0.7)) functions.replay(luck.below(2 ** 31));
  return `the rules become ${JSON.stringify(rules)}`;
}

function replay({ functions }: Scene, luck: Luck): string {
  const isTold = luck.has(0.8);
  functions.replay(luck.below(2 ** 31), isTold);
  return `a replay${isTold ? '' : ' of which nobody is told'}`;
}

/** Also of what the bucket changed without an event. */
export function backfill(scene: Scene, luck: Luck, rereads: boolean): string {
  const { bucket, queue, time } = scene.world;
  if (rereads) {
    scene.world.reader = `reader/${time.now}`;
    scene.hasRereads = true;
  }
  for (const { key, object } of listed(bucket)) {
    queue.send(backfillMessage(key, object, rereads), luck.below(2 ** 31));
  }
  return `a backfill${rereads ? ' by a new detector' : ''}`;
}

function redrive({ world }: Scene): string {
  world.queue.redrive();
  return 'dead letters are sent again';
}

function silence({ world }: Scene, luck: Luck): string {
  const { outbox, time } = world;
  const until = time.now + luck.span(4 * HOUR_MS);
  const of = luck.pick([
    { of: 'channel', value: 'people' },
    { of: 'rule', value: 'gate' },
  ] as const);
  const about = { id: `s${time.now}`, from: time.now, until, by: 'ann', why: 'works' };
  void outbox.silence({ ...about, ...of });
  if (luck.has(0.5))
    time.at(time.now + luck.span(until - time.now), () => void outbox.endSilence(about.id));
  return `${of.value} is silent until ${new Date(until).toISOString()}`;
}

/** By a person, for good or for retention. */
function removeResult(scene: Scene, luck: Luck): string {
  const { world } = scene;
  const key = luck.pick(KEYS);
  const { now } = world.time;
  const evenIfWaiting = luck.has(0.3);
  const purge = luck.has(0.5) ? { purgeBefore: now - luck.span(HOUR_MS) } : {};
  void world.store.delete(imageIdOf({ bucket: BUCKET, key }), { now, evenIfWaiting, ...purge });
  scene.excused.add(key);
  scene.hasRemovals = true;
  return `the result of ${key} is removed`;
}

function outage(scene: Scene, luck: Luck): string {
  const { outages, world } = scene;
  const port = luck.pick(PORTS);
  const ms = luck.span(30 * MINUTE_MS);
  outages.add(port);
  scene.hasOutages = true;
  world.time.at(world.time.now + ms, () => void outages.delete(port));
  return `${port} is out for ${Math.ceil(ms / 1000)} s`;
}
