// Its rewriting is a part of `simplify`, which prepares it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagedFiles } from '../model-files.ts';
import { rewriteModel, type Graph } from './graph.ts';
import { simplify } from './simplify.ts';

const [HEIGHT, WIDTH] = [64, 96];

let file: string;
let model: Buffer;
let folder: string;
beforeAll(async () => {
  file = (await packagedFiles()).detection;
  model = readFileSync(file);
  folder = mkdtempSync(join(tmpdir(), 'fold-neck-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the neck of the detection model', () => {
  it('enlarges fewer maps, with equal results', () => {
    const folded = rewriteModel(model, simplify);
    // One of the three for the sums is gone, and one of the three for the joint map.
    expect([count(model, 'Resize'), count(folded, 'Resize')]).toEqual([6, 4]);
    writeFileSync(join(folder, 'folded.onnx'), folded);
    const [before = [], after = []] = probabilities(file, join(folder, 'folded.onnx'));
    expect(after).toHaveLength(HEIGHT * WIDTH);
    expect(spread(before)).toBeGreaterThan(0.1);
    for (const [index, value] of after.entries())
      expect(Math.abs(value - (before[index] ?? 9))).toBeLessThan(1e-4);
  });

  it.each([
    ['whose sum is used elsewhere', (graph: Graph) => use(graph, 'p2o.Add.253')],
    ['whose mixed map is used elsewhere', (graph: Graph) => use(graph, 'conv2d_482.tmp_0')],
  ])('does not change a convolution %s', (_, change) => {
    const changed = rewriteModel(model, change);
    expect(count(rewriteModel(changed, simplify), 'Resize')).toBe(5);
  });

  it('does not change maps that are enlarged in another way', () => {
    const changed = Buffer.from(model);
    for (let at = 0; (at = changed.indexOf('asymmetric', at + 1)) > 0;)
      changed.write('align_corn', at);
    expect(count(rewriteModel(changed, simplify), 'Resize')).toBe(6);
  });
});

function use({ steps }: Graph, value: string): void {
  const at = steps.findIndex(({ outputs }) => outputs[0] === value);
  const user = { operator: 'Relu', inputs: [value], outputs: [`${value}.used`], attributes: [] };
  steps.splice(at + 1, 0, user);
}

function count(file: Uint8Array, operator: string): number {
  let seen: Graph | undefined;
  rewriteModel(file, (graph) => (seen = graph));
  return seen?.steps.filter((step) => step.operator === operator).length ?? 0;
}

const SCRIPT = `
import { InferenceSession, Tensor } from 'onnxruntime-node';
const [height, width, ...files] = process.argv.slice(1);
const [rows, columns] = [Number(height), Number(width)];
const stripes = (x: number, y: number) => (y > 24 && y < 40 && x % 8 < 3 ? -2 : 1 + x / columns);
const data = Float32Array.from({ length: 3 * rows * columns }, (_, index) =>
  stripes(index % columns, Math.floor(index / columns) % rows));
const answers = [];
for (const file of files) {
  const session = await InferenceSession.create(file);
  const input = new Tensor('float32', data, [1, 3, rows, columns]);
  const results = await session.run({ [session.inputNames[0] ?? '']: input });
  answers.push([...results[session.outputNames[0] ?? '']?.data as Float32Array]);
}
console.log(JSON.stringify(answers));`;

/** In a process of its own, because ONNX Runtime does not take Jest's arrays for its own. */
function probabilities(...files: readonly string[]): number[][] {
  const options = ['--input-type=module-typescript', '--eval', SCRIPT];
  const sizes = [HEIGHT, WIDTH].map(String);
  const { stdout, stderr } = spawnSync(process.execPath, [...options, ...sizes, ...files], {
    encoding: 'utf8',
    cwd: __dirname,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as number[][];
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
