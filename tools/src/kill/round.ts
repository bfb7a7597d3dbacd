import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../bench/text-detection/hard/random.ts';
import { type Ended, type Moment, type Place, runKilled, runWhole } from './process.ts';

/** Kills in a row after which work that makes no progress is called stuck. */
const MAX_STARTS = 200;
/** Longer than any lease. */
const MAX_WAIT_MS = 15 * 60_000;
const SETTLE_MS = 10_000;
/** What is not done because another process holds it; see the exit codes of the command. */
const NOT_ALL = 3;

export interface Round {
  readonly kills: Readonly<Record<Moment, number>>;
  readonly starts: number;
  readonly images: number;
  readonly messages: number;
  /** Messages that came again, with equal ids. */
  readonly repeats: number;
  /** What must not be; empty when all is well. */
  readonly faults: readonly string[];
}

interface Listed {
  readonly image: string;
  readonly status: string;
  readonly matches: readonly { readonly ruleId: string }[];
}

const GATE = '  - id: gate\n    match: KEEP OUT\n';
const FLOOR = '  - id: floor\n    match: WET FLOOR\n';

/**
 * Scans the pictures with one or two processes that are killed until one ends by itself; then adds a rule and replays it in the
 * same way. Compares results, matches, the log, messages and the file with what must be there.
 */
export async function killRound(
  pictures: string,
  drawn: ReadonlyMap<string, string>,
  place: Place,
  random: Random,
): Promise<Round> {
  mkdirSync(place.store, { recursive: true });
  writeFileSync(join(place.folder, 'glyphwatch.yaml'), settings(place.receiver.url));
  writeFileSync(join(place.folder, 'rules.yaml'), `rules:\n${GATE}`);
  const work = new KilledWork(place, random);
  await work.untilDone(['scan', pictures, '--notify-each']);
  const scanned = await check(place, drawn, ['KEEP OUT']);
  writeFileSync(join(place.folder, 'rules.yaml'), `rules:\n${GATE}${FLOOR}`);
  await work.untilDone(['rules', 'replay', '--apply', '--notify']);
  const replayed = await check(place, drawn, ['KEEP OUT', 'WET FLOOR']);
  return {
    ...{ kills: work.kills, starts: work.starts, images: drawn.size },
    messages: place.receiver.times.size,
    repeats: place.receiver.repeats,
    faults: [...work.faults, ...scanned, ...replayed],
  };
}

function settings(url: string): string {
  const channel = `type: webhook, url: '${url}', secretFrom: KILL_SECRET, allowPrivate: true, allowHttp: true, tell: each`;
  return `rules: rules.yaml\nchannels:\n  hook: { ${channel} }\n`;
}

class KilledWork {
  readonly kills: Record<Moment, number> = { time: 0, message: 0, write: 0 };
  readonly faults: string[] = [];
  starts = 0;
  readonly #place: Place;
  readonly #random: Random;

  constructor(place: Place, random: Random) {
    this.#place = place;
    this.#random = random;
  }

  /** Starts the command again and again, until it ends by itself; then once more, undisturbed. */
  async untilDone(args: readonly string[]): Promise<void> {
    for (let starts = 0; starts < MAX_STARTS; starts += 1) {
      const ended = await this.#start(args);
      if (ended.some(({ code }) => code === 0)) break;
    }
    await this.#settle(args);
  }

  /** Undisturbed, until nothing is held by the dead any more: their leases last a while. */
  async #settle(args: readonly string[]): Promise<void> {
    const end = Date.now() + MAX_WAIT_MS;
    for (;;) {
      const last = await runWhole(args, this.#place);
      this.#note(args, last);
      const waiting = await answer<unknown[]>(this.#place, [
        'deliveries',
        'list',
        '--state',
        'waiting',
      ]);
      if (last.code === 0 && waiting.length === 0) return;
      if (Date.now() > end) break;
      await sleep(SETTLE_MS);
    }
    this.faults.push(`${args[0]} is not done after ${MAX_WAIT_MS / 60_000} minutes`);
  }

  async #start(args: readonly string[]): Promise<Ended[]> {
    const count = this.#random.chance(0.4) ? 2 : 1;
    const running = Array.from({ length: count }, () => runKilled(args, this.#place, this.#random));
    const ended = await Promise.all(running);
    for (const one of ended) this.#note(args, one);
    return ended;
  }

  #note(args: readonly string[], { code, killed, err }: Ended): void {
    this.starts += 1;
    if (killed !== undefined) this.kills[killed] += 1;
    else if (code !== 0 && code !== NOT_ALL) {
      this.faults.push(`${args.join(' ')} ended with ${code}: ${err.slice(-600)}`);
    }
  }
}

async function check(
  place: Place,
  drawn: ReadonlyMap<string, string>,
  watched: readonly string[],
): Promise<string[]> {
  const faults: string[] = [];
  const { results } = await answer<{ results: Listed[] }>(place, ['results', 'list']);
  const seen = new Map(results.map((result) => [result.image.split('/').at(-1) ?? '', result]));
  for (const [name, text] of drawn) {
    const found = seen.get(name);
    const expected = watched.includes(text) ? RULES[text] : '';
    const matched = found?.matches.map(({ ruleId }) => ruleId).join() ?? 'no result';
    const status = expected === '' ? 'NO_MATCH' : 'MATCHED';
    if (matched !== expected || found?.status !== status) {
      faults.push(`${name}: ${found?.status} by "${matched}" instead of "${expected}"`);
    }
  }
  const owed = [...drawn.values()].filter((text) => watched.includes(text)).length;
  const { times } = place.receiver;
  if (times.size !== owed) faults.push(`${times.size} messages instead of ${owed}`);
  const log = await answer<{ id: string; state: string }[]>(place, ['deliveries', 'list']);
  const untold = log.filter(({ id, state }) => state !== 'told' || !times.has(id));
  if (log.length !== owed) faults.push(`${log.length} deliveries instead of ${owed}`);
  if (untold.length > 0) faults.push(`${untold.length} deliveries are not as they were told`);
  return [...faults, ...damages(place.store), ...leftOver(place.store)];
}

const RULES: Readonly<Record<string, string>> = { 'KEEP OUT': 'gate', 'WET FLOOR': 'floor' };

async function answer<T>(place: Place, args: readonly string[]): Promise<T> {
  const { code, out, err } = await runWhole([...args, '--format', 'json'], place);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out) as T;
}

/** What SQLite's own checks find. */
function damages(store: string): string[] {
  const connection = new DatabaseSync(join(store, 'results.db'));
  const found = ['integrity_check', 'foreign_key_check'].flatMap((check) =>
    connection
      .prepare(`PRAGMA ${check}`)
      .all()
      .map((row) => JSON.stringify(row)),
  );
  connection.close();
  return found.filter((row) => row !== '{"integrity_check":"ok"}');
}

/** Files of processes that died, which the last one should have removed. */
function leftOver(store: string): string[] {
  return readdirSync(store).filter((name) => !/^results\.db(-wal|-shm)?$/.test(name));
}
