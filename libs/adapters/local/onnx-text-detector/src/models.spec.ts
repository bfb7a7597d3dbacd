import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { modelsProblem, prepareModels } from './models.ts';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';
import { renderPage } from './testing/index.ts';

let empty: string;
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), 'models-'));
});
afterEach(() => rmSync(empty, { recursive: true }));

it('knows without loading them whether the models and the library are there', async () => {
  expect(await modelsProblem()).toBeUndefined();
  expect(await modelsProblem(empty)).toMatch(/models\.yaml cannot be read/);
});

it('reads the same with models from memory, from the cache that it makes, and from one that is there', async () => {
  const image = imageOf((await renderPage(['Please keep this gate', 'closed'])).png);
  const detections = [];
  for (const modelCache of [undefined, empty, empty]) {
    await using detector = new OnnxTextDetector({ modelCache });
    detections.push(await detector.detectText(image));
  }
  const [first] = detections;
  expect(first?.lines.map(({ text }) => text)).toEqual(['Please keep this gate', 'closed']);
  expect(detections).toEqual([first, first, first]);
  const names = readdirSync(empty, { recursive: true, encoding: 'utf8' });
  const kept = names.filter((name) => name.endsWith('.onnx')).map((name) => basename(name));
  expect(kept.map((name) => name.replace(/-[0-9a-f]{64}\.onnx$/, '')).sort()).toEqual([
    'int8-2',
    'simplified-2',
    'simplified-2',
  ]);
});

it('prepares all models for deployment, as a detector would keep them', async () => {
  await prepareModels(empty);
  const names = () => readdirSync(empty, { recursive: true, encoding: 'utf8' }).toSorted();
  const before = names();
  expect(before.filter((name) => name.endsWith('.onnx'))).toHaveLength(3);
  await using detector = new OnnxTextDetector({ modelCache: empty });
  await detector.detectText(imageOf((await renderPage(['closed'])).png));
  expect(names()).toEqual(before);
  // Models are rewritten, which a busy machine takes long for.
}, 180_000);
