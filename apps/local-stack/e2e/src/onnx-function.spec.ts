import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextDetector } from '@glyphwatch/domain';
import { textPdf } from '@glyphwatch/image-pages/testing';
import { synthesise } from '../../src/index.ts';
import { sample, Yard } from './yard.ts';

const RULES = join(__dirname, '../../../cli/samples/watchlist.yaml');
/** Lambda offers no others. */
const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';

jest.setTimeout(180_000);

let folder: string;
let cdkOut: string;
let yard: Yard;
const askedRekognition: string[] = [];
const nobody: TextDetector = {
  identity: 'nobody',
  detectText: async ({ address }) => {
    askedRekognition.push(address.key);
    throw new Error('The function reads text itself.');
  },
};

beforeAll(async () => {
  // Far from this repository, whose packages the function would find, too.
  folder = mkdtempSync(join(tmpdir(), 'onnx-function-'));
  cdkOut = await synthesiseFor(architecture);
  yard = await Yard.open({ cdkOut, detector: nobody });
});
afterAll(async () => {
  await yard?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The folder with the template. */
async function synthesiseFor(processor: string): Promise<string> {
  const settings = join(folder, `${processor}.yaml`);
  const chosen = {
    detector: { name: 'onnx', languages: ['de'] },
    architecture: processor,
    uploads: { suffixes: ['.jpg', '.png', '.pdf'] },
    rules: { file: RULES },
  };
  // JSON is YAML.
  writeFileSync(settings, JSON.stringify(chosen));
  return synthesise(settings, join(folder, processor));
}

const filesOf = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(root, file)).isFile())
    .toSorted();

it('reads pictures itself, with nothing but its asset, and writes nothing into it', async () => {
  const before = filesOf(cdkOut);
  const read: Readonly<Record<string, string>> = {
    'yard/gate-3.jpg': 'MATCHED',
    'yard/gate-7.jpg': 'NO_MATCH',
    'archive/lake.jpg': 'NO_TEXT',
    'screens/terminal.png': 'MATCHED',
  };
  for (const key of Object.keys(read)) await yard.put(key, sample(key));
  for (const [key, status] of Object.entries(read)) await yard.hasStatus(key, status);
  expect((await yard.row('yard/gate-3.jpg'))?.['DetectedText']?.S).toContain('DO NOT');
  expect(askedRekognition).toEqual([]);
  expect(yard.stack.accessControl.denied).toEqual([]);
  expect(filesOf(cdkOut)).toEqual(before);
});

it('reads PDFs, in a thread with a decoder of its own', async () => {
  await yard.put('scan.pdf', textPdf(['KEEP OUT']));
  expect((await yard.hasStatus('scan.pdf', 'MATCHED'))['DetectedText']?.S).toContain('KEEP OUT');
});

it('says what a file is that it cannot read', async () => {
  await yard.put('broken.jpg', sample('yard/gate-3.jpg').subarray(0, 200));
  expect((await yard.hasStatus('broken.jpg', 'UNSUPPORTED'))['Reason']?.S).toBeTruthy();
});

it('has no right to ask Rekognition', () => {
  const role = yard.stack.accessControl.roleNamed(
    yard.stack.function('TextDetection').resource.roleArn.split('/').at(-1) ?? '',
  );
  expect(JSON.stringify(role)).not.toMatch(/rekognition|textract/);
});
