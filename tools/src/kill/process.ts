import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../bench/text-detection/hard/random.ts';
import { ROOT } from '../workspace.ts';
import type { Receiver } from './receiver.ts';

const COMMAND = join(ROOT, 'apps/cli/bin/glyphwatch.js');

/** When a process is killed: at a time, or shortly after a message or a write to the database. */
export const MOMENTS = ['time', 'message', 'write'] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Ended {
  readonly code: number | null;
  readonly killed?: Moment;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly folder: string;
  /** The folder of the database. */
  readonly store: string;
  readonly receiver: Receiver;
}

/** Runs the command, and kills it unless it ends before. */
export function runKilled(args: readonly string[], place: Place, random: Random): Promise<Ended> {
  return run(args, place, (kill) => {
    const moment = random.pick(MOMENTS);
    const wait = random.chance(0.3) ? 0 : random.between(0, moment === 'message' ? 12 : 3);
    const die = () => void setTimeout(() => kill(moment), wait);
    if (moment === 'time') {
      const timer = setTimeout(() => kill(moment), random.between(200, 2500));
      return () => clearTimeout(timer);
    }
    let left = moment === 'message' ? random.whole(1, 6) : random.whole(1, 60);
    const count = () => {
      left -= 1;
      if (left === 0) die();
    };
    if (moment === 'message') return place.receiver.onMessage(count);
    const watcher = watch(place.store, (_, name) => {
      if (name?.endsWith('-wal')) count();
    });
    return () => watcher.close();
  });
}

/** Runs the command to its end. */
export function runWhole(args: readonly string[], place: Place): Promise<Ended> {
  return run(args, place, () => () => {});
}

function run(
  args: readonly string[],
  { folder }: Place,
  plan: (kill: (moment: Moment) => void) => () => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', KILL_SECRET: SECRET },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let killed: Moment | undefined;
    const stop = plan((moment) => {
      if (child.kill('SIGKILL')) killed = moment;
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stop();
      resolve({ code, out, err, ...(signal === 'SIGKILL' && killed ? { killed } : {}) });
    });
  });
}

/** Signs messages that only this process receives. */
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
