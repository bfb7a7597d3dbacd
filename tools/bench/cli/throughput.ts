// Prints images per second and memory use of the real command, with one worker and with two:
//   npx node tools/bench/cli/throughput.ts [IMAGES [FOLDER]]
// Repeats the images of the folder, each time with different content. Linux only: it reads /proc.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../../..');
const [images = '200', source = join(ROOT, 'apps/cli/samples')] = process.argv.slice(2);
const IMAGES = Number(images);
/** From this image on, memory must not grow. */
const WARM_AT = Math.min(50, Math.ceil(IMAGES / 4));
/** Memory depends on the current image, so peaks over this many images are compared: all samples three times. */
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
    // Bytes after the end of an image change only its hash.
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
    // The rate excludes loading the models.
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
        `${warmMb.toFixed(0)} MB around image ${WARM_AT}, ${lastMb.toFixed(0)} MB at the end`,
    );
  }
  const [one = NaN, two = NaN] = rates;
  console.log(`${IMAGES} images: ${(two / one).toFixed(2)} × the throughput of one at a time`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
