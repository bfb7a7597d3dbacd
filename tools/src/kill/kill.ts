/*
 * Kills real processes (kill -9) that scan and replay, at any point, and counts what is lost: npx nx run tools:kill -- --help
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { seededRandom } from '../../bench/text-detection/hard/random.ts';
import { drawPictures } from './pictures.ts';
import { MOMENTS, type Moment } from './process.ts';
import { Receiver } from './receiver.ts';
import { killRound, type Round } from './round.ts';

/** Rounds at once, because most wait for leases of the dead. */
const LANES = 12;

interface Options {
  readonly kills: number;
  readonly seed: string;
}

const HELP = `
Each round scans pictures into a new SQLite file, with one or two processes at once, real OCR and a webhook that counts. They are
killed at a random time, as a message arrives, or after a write to the file, until one ends by itself; then a rule is added and
replayed in the same way. Exit codes: 0 nothing lost, 1 something lost, 2 invalid options.`;

async function main(args: readonly string[]): Promise<number> {
  const { kills, seed } = new Command('tools:kill')
    .description('Kills processes at work, and compares what they leave with what must be there.')
    .option('--kills <n>', 'at least this many', toCount, 1000)
    .option('--seed <text>', 'chooses when each process dies, as far as time repeats', 'kill')
    .addHelpText('after', HELP)
    .exitOverride()
    .parse([...args], { from: 'user' })
    .opts<Options>();
  const folder = mkdtempSync(join(tmpdir(), 'kill-'));
  const rounds: Round[] = [];
  console.log(`--seed ${seed}, in ${folder}`);
  const pictures = join(folder, 'pictures');
  const drawn = await drawPictures(pictures);
  let begun = 0;
  const lane = async () => {
    while (killed(rounds) < kills) {
      begun += 1;
      const name = `round-${begun}`;
      const place = join(folder, name);
      const receiver = await Receiver.open();
      const random = seededRandom(`${seed} ${name}`);
      const store = join(place, '.glyphwatch');
      const round = await killRound(pictures, drawn, { folder: place, store, receiver }, random);
      await receiver.close();
      rounds.push(round);
      for (const fault of round.faults) console.log(`LOST in ${name}: ${fault}`);
      if (rounds.length % 10 === 0) console.log(summary(rounds));
      if (round.faults.length === 0) rmSync(place, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  console.log(summary(rounds));
  const faults = sum(rounds, (round) => round.faults.length);
  if (faults === 0) rmSync(folder, { recursive: true });
  console.log(faults === 0 ? 'Nothing lost.' : `${faults} faults; what they left is in ${folder}`);
  return faults === 0 ? 0 : 1;
}

function killed(rounds: readonly Round[], ...moments: readonly Moment[]): number {
  const counted = moments.length > 0 ? moments : MOMENTS;
  return sum(rounds, ({ kills }) => counted.reduce((total, moment) => total + kills[moment], 0));
}

function sum(rounds: readonly Round[], of: (round: Round) => number): number {
  return rounds.reduce((total, round) => total + of(round), 0);
}

function summary(rounds: readonly Round[]): string {
  const by = MOMENTS.map((moment) => `${killed(rounds, moment)} by ${moment}`).join(', ');
  return [
    `${killed(rounds)} kills (${by}) of ${sum(rounds, ({ starts }) => starts)} processes`,
    `${rounds.length} rounds, ${sum(rounds, ({ images }) => images)} images`,
    `${sum(rounds, ({ messages }) => messages)} messages, ${sum(rounds, ({ repeats }) => repeats)} repeated`,
    `${sum(rounds, ({ faults }) => faults.length)} faults`,
  ].join(' · ');
}

function toCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new InvalidArgumentError('It is a whole number from 1 to 999999.');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
