import { spawnSync } from 'node:child_process';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import committed from '../recognition-calibration.json' with { type: 'json' };
import { renderPage } from '../testing/index.ts';
import type { Calibration } from './calibrate-recognition.ts';

const SCRIPT = `
import { readFileSync } from 'node:fs';
import { calibrateRecognition } from ${JSON.stringify(join(__dirname, 'calibrate-recognition.ts'))};
const [picture] = process.argv.slice(1);
console.log(JSON.stringify(await calibrateRecognition([readFileSync(picture)])));`;

/** In a process of its own, because ONNX Runtime does not take Jest's arrays for its own. */
async function calibrateWith(lines: readonly string[]): Promise<Calibration> {
  const folder = mkdtempSync(join(tmpdir(), 'calibrate-'));
  try {
    const file = join(folder, 'page.png');
    writeFileSync(file, (await renderPage(lines)).png);
    const options = ['--input-type=module-typescript', '--eval', SCRIPT, file];
    const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Calibration;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('sees in one page what was seen in many', async () => {
  const { model, seen } = await calibrateWith(['Please keep this gate', 'closed at all times']);
  expect(model).toBe(committed.model);
  expect(Object.keys(seen)).toEqual(Object.keys(committed.seen));
  const [one, many] = [seen['p2o.Add.107'], committed.seen['p2o.Add.107']];
  expect(one?.variances).toHaveLength(many.variances.length);
  expect(one?.low).toBeCloseTo(many.low, 1);
  expect(Math.abs((one?.high ?? 0) - many.high)).toBeLessThan(1);
  const distances = many.means.map((mean, index) => Math.abs(mean - (one?.means[index] ?? 9)));
  expect(Math.max(...distances)).toBeLessThan(0.6);
});
