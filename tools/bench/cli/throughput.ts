// Prints images per second and memory of the real command, with one worker and with two:
//   npx node tools/bench/cli/throughput.ts [IMAGES [FOLDER]]
// The images are the folder's, again and again, each time with another content. Linux only: it reads /proc.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../../..');
const [images = '200', source = join(ROOT, 'apps/cli/samples')] = process.argv.slice(2);
const IMAGES = Number(images);
/** From here on memory must stay flat. */
const WARM_AT = Math.min(50, Math.ceil(IMAGES / 4));
/** Memory follows the image in hand, so what is compared is the most while this many were read: all samples thrice. */
const WINDOW = Math.min(24, WARM_AT);

interface Measured {
  readonly perSecond: number;
  readonly peakMb: number;
  readonly warmMb: number;
  readonly lastMb: number;
}

function fillFolder(folder: string): void {
  const originals = globSync('**/*.{png,jpg,jpeg,webp}', { cwd: resolve(source) }).sort();
  for (let number = 0; number < IMAGES; number += 1) {
    const original = originals[number % originals.length] ?? '';
    // Bytes behind the end of an image change its hash and nothing else.
    const bytes = Buffer.concat([
      readFileSync(join(resolve(source), original)),
      Buffer.from(String(number)),
    ]);
    writeFileSync(join(folder, `${number}${extname(original)}`), bytes);
  }
}

function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}

async function scanWith(workers: number, folder: string): Promise<Measured> {
  const args = [join(ROOT, 'apps/cli/bin/glyphwatch.js'), 'scan', folder, '--no-store'];
  args.push('--no-rules', '--format', 'jsonl', '--workers', String(workers));
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid ?? 0;
  const resident: number[] = [];
  let startedAt = 0;
  let peakMb = 0;
  for await (const _line of createInterface({ input: child.stdout })) {
    // Loading the models is no part of the rate.
    startedAt ||= performance.now();
    resident.push(memoryMb(pid, 'VmRSS'));
    peakMb = memoryMb(pid, 'VmHWM');
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const warmMb = Math.max(...resident.slice(WARM_AT - WINDOW, WARM_AT));
  const lastMb = Math.max(...resident.slice(-WINDOW));
  return { perSecond: (resident.length - 1) / seconds, peakMb, warmMb, lastMb };
}

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
try {
  fillFolder(folder);
  const rates: number[] = [];
  for (const workers of [1, 2]) {
    const { perSecond, peakMb, warmMb, lastMb } = await scanWith(workers, folder);
    rates.push(perSecond);
    console.log(
      `${workers} at once: ${perSecond.toFixed(2)} images/s, peak ${peakMb.toFixed(0)} MB, ` +
        `about image ${WARM_AT} ${warmMb.toFixed(0)} MB, at the end ${lastMb.toFixed(0)} MB`,
    );
  }
  const [one = NaN, two = NaN] = rates;
  console.log(`${IMAGES} images: ${(two / one).toFixed(2)} × the throughput of one at a time`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
