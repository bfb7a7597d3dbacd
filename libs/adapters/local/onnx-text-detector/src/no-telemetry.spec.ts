import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderPage } from './testing/index.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** In a process that ONNX Runtime does not take for a test: it then writes an id of the device, and what it is about to send. */
function readInProcess(picture: string): string {
  const detector = pathToFileURL(join(__dirname, 'onnx-text-detector.ts')).href;
  const script = `
    import { readFileSync } from 'node:fs';
    import { OnnxTextDetector } from '${detector}';
    await using detector = new OnnxTextDetector();
    const read = async () => readFileSync('${picture}');
    const { lines } = await detector.detectText({ address: { bucket: 'b', key: 'k' }, read });
    console.log(lines.map(({ text }) => text).join());`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { encoding: 'utf8', env: { HOME: home } },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

it('reads without ONNX Runtime keeping an id of the device, nor anything to send', async () => {
  const picture = join(home, 'picture.png');
  writeFileSync(picture, (await renderPage(['Keep out'])).png);
  expect(readInProcess(picture)).toBe('Keep out');
  expect(readdirSync(home)).toEqual(['picture.png']);
});
