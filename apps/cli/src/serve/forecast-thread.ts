import { parentPort, workerData } from 'node:worker_threads';
import { messageForUsers } from '@glyphwatch/domain';
import { compileWatchlist } from '@glyphwatch/watchlist';
import { readConfig } from '../settings/read-config.ts';
import type { ForecastTask } from './forecast-task.ts';
import { forecastWalk } from './forecast-walk.ts';
import { parseAs } from './rules-desk-of.ts';

/*
 * A thread of its own: matching a hundred thousand texts takes a minute, in which the console has to answer. It reads the store
 * through its own connection, and says how far it is.
 */

const TELL_MS = 200;

async function run({ options, cwd, env, file }: ForecastTask): Promise<void> {
  const config = readConfig(options, { cwd, env }, [], 'looking');
  const { hashKey, timezone: zone, rules = file.name } = config;
  const { ruleSet } = parseAs(file, rules, config);
  if (!ruleSet) throw new Error('the rules have mistakes');
  const watchlist = compileWatchlist(ruleSet, {
    zone,
    ...(hashKey === undefined ? {} : { hashKey }),
  });
  await using store = await config.store.open({ folder: config.storeFolder, access: 'read' });
  const { results, reviews } = store;
  if (!reviews) throw new Error('the store has no verdicts');
  let told = 0;
  for await (const counts of forecastWalk({ results, reviews, watchlist })) {
    last = counts;
    // The first image is told at once: it is one whose alert was confirmed, if there is one.
    const isEmpty = counts.images + counts.unread === 0;
    if (isEmpty || Date.now() - told < TELL_MS) continue;
    parentPort?.postMessage(counts.progress('running'));
    told = Date.now();
  }
  parentPort?.postMessage(last?.progress('done'));
}

let last: { progress(state: 'done'): unknown } | undefined;

run(workerData).catch((error: unknown) => {
  parentPort?.postMessage({ failure: messageForUsers(error) });
});
