import { writeSync } from 'node:fs';
import { imageIdOf, layOutText, type Upload } from '@glyphwatch/domain';
import { openDatabase } from '../database.ts';
import { SqliteResultStore } from '../sqlite-result-store.ts';

/*
 * Run as a process of its own by the specs:
 *   worker.ts claim-all DATABASE OWNER COUNT   claims and commits the same images as the other workers
 *   worker.ts until-killed DATABASE OWNER      claims and commits images until it is killed
 *   worker.ts upgrade DATABASE                 opens an older file, and reports each step
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
  const nothing = { notifications: [], records: [], notified: [owner] };
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

function halfWay(): void {
  database.write((prepare) => {
    prepare('DELETE FROM results').run();
    say('deleted everything, not yet committed');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
}

process.stdin.once('data', () => {
  process.stdin.destroy();
  if (task === 'half-way') halfWay();
  else if (task === 'upgrade') database.open();
  else void (task === 'claim-all' ? claimAll() : untilKilled()).finally(() => database.close());
});
say('ready');
