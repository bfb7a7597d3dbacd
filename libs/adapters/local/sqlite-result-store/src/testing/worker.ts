import { createHash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  imageIdOf,
  isDigest,
  layOutText,
  type NotificationKind,
  type Notifier,
  TELL,
  Telling,
  type Upload,
} from '@glyphwatch/domain';
import { sampleDelivery } from '@glyphwatch/domain/contracts';
import { InMemoryWatchlistSource } from '@glyphwatch/domain/in-memory';
import { openDatabase } from '../database.ts';
import { SqliteDeliveries } from '../sqlite-deliveries.ts';
import { SqliteResultStore } from '../sqlite-result-store.ts';

/*
 * Run as a process of its own by the specs:
 *   worker.ts claim-all DATABASE OWNER COUNT   claims and commits the same images as the other workers
 *   worker.ts until-killed DATABASE OWNER      claims and commits images until it is killed
 *   worker.ts upgrade DATABASE                 opens an older file, and reports each step
 *   worker.ts tell DATABASE OWNER COUNT        adds deliveries to two channels, and tells with the others whatever is due
 *   worker.ts delete DATABASE IMAGE            deletes one image, and hangs before it closes the database
 *   worker.ts half-way DATABASE OWNER          hangs in the middle of a transaction
 * Each line on stdout reports what took effect; "start" on stdin lets all workers begin at the same moment.
 */
// Synchronous, so that no line is lost when the process is killed.
const say = (line: string): unknown => writeSync(1, `${line}\n`);

const [, , task = '', path = '', owner = '', count = '0'] = process.argv;
const LEASE_MS = 3_600_000;
const database = openDatabase(path, { onUpgrade: ({ done }) => say(String(done)) });
const store = new SqliteResultStore(database);

function uploadOf(key: string): Upload {
  const address = { bucket: 'crowd', key };
  return { address, version: 'v1', sequencer: '01', uploadedAt: 1 };
}

async function concludeIfOurs(key: string): Promise<boolean> {
  const upload = uploadOf(key);
  const claim = await store.claim(upload, { owner, now: 1, leaseUntil: LEASE_MS });
  if (claim.kind !== 'claimed') return false;
  const detection = layOutText(`KEEP OUT ${key}`);
  const outcome = { status: 'NO_MATCH', detection, ruleMatches: [], nearMisses: [] } as const;
  const nothing = { deliveries: [], records: [], notified: [owner] };
  await store.commit(imageIdOf(upload.address), owner, { outcome, ...nothing, now: 2 });
  return true;
}

async function claimAll(): Promise<void> {
  for (let image = 0; image < Number(count); image += 1) {
    if (await concludeIfOurs(String(image))) say(String(image));
  }
}

async function untilKilled(): Promise<void> {
  for (let image = 0; ; image += 1) {
    const key = `${owner}-${image}`;
    if (await concludeIfOurs(key)) say(key);
  }
}

/** Says of each message its channel, its id and how many deliveries it stands for. */
const notifier: Notifier = {
  async notify(message) {
    say(`${message.channel} ${message.id} ${isDigest(message) ? message.count : 1}`);
  },
};

/** Says, at the end, how many it has added to each channel. */
async function tell(): Promise<void> {
  const deliveries = new SqliteDeliveries(database);
  const channels = TELL.map((how) => ({
    ...{ name: how, receives: new Set<NotificationKind>(), isDefault: false, notifier },
    telling: { tell: how, everyMs: 0, atMost: 1_000_000 },
  }));
  const telling = new Telling({
    ...{ deliveries, channels, clock: Date.now, random: Math.random },
    watchlists: new InMemoryWatchlistSource(),
    ids: {
      owner: randomUUID,
      digest: (...parts) => createHash('md5').update(JSON.stringify(parts)).digest('hex'),
    },
    pause: (ms) => sleep<void>(ms, undefined, { ref: false }),
  });
  for (let one = 0; one < Number(count); one += 1) {
    const both = TELL.map((channel) =>
      sampleDelivery({ channel, id: `${owner} ${one} ${channel}` }),
    );
    await deliveries.add(both);
    await telling.sweep();
  }
  // What another process holds is told by it.
  while ((await deliveries.list({ state: 'waiting', limit: 1 })).items.length > 0) await sleep(5);
}

function halfWay(): void {
  database.write((prepare) => {
    prepare('DELETE FROM results').run();
    say('deleted everything, not yet committed');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
}

async function deleteAndHang(): Promise<void> {
  say(await store.delete(owner, { now: Date.now(), evenIfWaiting: true }));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function workOn(name: string): Promise<void> {
  if (name === 'tell') return tell();
  if (name === 'delete') return deleteAndHang();
  return name === 'claim-all' ? claimAll() : untilKilled();
}

process.stdin.once('data', () => {
  process.stdin.destroy();
  if (task === 'half-way') halfWay();
  else if (task === 'upgrade') database.open();
  else void workOn(task).finally(() => database.close());
});
say('ready');
