import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keepingProblem, preparedModel, type Preparation } from './prepared-model.ts';

let root: string;
let source: string;
let cache: string;
let prepared: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'prepared-'));
  source = join(root, 'model.onnx');
  cache = join(root, 'cache', 'models');
  prepared = 0;
  writeFileSync(source, 'weights');
});
afterEach(() => rmSync(root, { recursive: true }));

const reversed = (name = 'reversed-1'): Preparation => ({
  name,
  transform: (model) => {
    prepared += 1;
    return Uint8Array.from(model).reverse();
  },
});
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function keptPath(name?: string): Promise<string> {
  const model = await preparedModel(source, reversed(name), cache);
  if (typeof model !== 'string') throw new Error('not kept');
  return model;
}

it('prepares a model once, and names the file after its source, the preparation and its content', async () => {
  const path = await keptPath();
  expect(path).toBe(join(cache, sha256('weights'), `reversed-1-${sha256('sthgiew')}.onnx`));
  expect(readFileSync(path, 'utf8')).toBe('sthgiew');
  expect(await keptPath()).toBe(path);
  expect(prepared).toBe(1);
});

it('prepares anew when the source or the preparation changes', async () => {
  const paths = [await keptPath(), await keptPath('reversed-10')];
  writeFileSync(source, 'other weights');
  paths.push(await keptPath());
  expect(new Set(paths).size).toBe(3);
  expect(prepared).toBe(3);
});

it('replaces a file whose content is not what its name says', async () => {
  const path = await keptPath();
  for (const damaged of ['sthgie', '', 'xthgiew']) {
    writeFileSync(path, damaged);
    expect(await keptPath()).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('sthgiew');
  }
  expect(prepared).toBe(4);
});

it('leaves one whole file, readable only for its owner, when several prepare it at once', async () => {
  const paths = await Promise.all([1, 2, 3, 4].map(() => keptPath()));
  const place = dirname(paths[0] ?? '');
  expect(readdirSync(place).map((file) => join(place, file))).toEqual([paths[0]]);
  expect(new Set(paths).size).toBe(1);
  expect(statSync(paths[0] ?? '').mode & 0o077).toBe(0);
  expect(statSync(place).mode & 0o077).toBe(0);
});

it('gives the bytes themselves where nothing can be kept, and without a folder', async () => {
  // A file where a folder is needed: not even root can write below it.
  cache = join(source, 'models');
  expect(await preparedModel(source, reversed(), cache)).toEqual(Buffer.from('sthgiew'));
  expect(await preparedModel(source, reversed(), undefined)).toEqual(Buffer.from('sthgiew'));
  expect(await keepingProblem(cache)).toBe(`${cache} is not writable`);
  expect(await keepingProblem(source)).toBe(`${source} is not a folder`);
});

it('gives the bytes when a folder is where the file belongs', async () => {
  const path = await keptPath();
  rmSync(path);
  mkdirSync(path);
  expect(await preparedModel(source, reversed(), cache)).toEqual(Buffer.from('sthgiew'));
  expect(readdirSync(dirname(path))).toHaveLength(1);
});

it('finds no problem with a folder that is there or can be created, and creates none by looking', async () => {
  expect(await keepingProblem(root)).toBeUndefined();
  expect(await keepingProblem(cache)).toBeUndefined();
  expect(readdirSync(root)).toEqual(['model.onnx']);
});

it('fails if the source is missing or the preparation throws', async () => {
  const broken: Preparation = {
    name: 'broken-1',
    transform: () => {
      throw new Error('not an ONNX file');
    },
  };
  await expect(preparedModel(source, broken, cache)).rejects.toThrow('not an ONNX file');
  await expect(preparedModel(join(root, 'none'), reversed(), cache)).rejects.toThrow('ENOENT');
});
