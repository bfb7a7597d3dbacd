import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { INT8 } from './int8.ts';
import { rewriteModel, type Graph } from './model-graph/graph.ts';
import { packagedFiles } from './model-files.ts';
import { SIMPLIFIED } from './models.ts';
import calibration from './recognition-calibration.json' with { type: 'json' };

let model: Buffer;
beforeAll(async () => {
  model = readFileSync((await packagedFiles()).recognition);
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Of a product of `INT8`; after a new calibration, its version changes and so does MODEL_VERSION. */
const PRODUCT = 'd5c6326d4a453fe876b6bd85e1b6279d13e384262006a52b27026b4b8ccb685d';

it('makes the same bytes on every machine', () => {
  expect([INT8.name, sha256(INT8.transform(model))]).toEqual(['int8-2', PRODUCT]);
});

it('is for the model of the package', () => {
  expect(calibration.model).toBe(sha256(model));
});

it('calculates the convolutions that were calibrated in integers, with the operators listed', () => {
  const product = INT8.transform(model);
  const [operators, given] = [graphOf(product), graphOf(SIMPLIFIED.transform(model))];
  const count = Object.keys(calibration.seen).length;
  expect(count).toBeGreaterThan(0);
  expect(operators.filter((one) => one === 'MatMulIntegerToFloat')).toHaveLength(count);
  // Each leaves a convolution that changes nothing.
  expect(operators.filter((one) => one === 'Conv')).toHaveLength(
    given.filter((one) => one === 'Conv').length,
  );
  expect(Buffer.from(product).includes('com.microsoft')).toBe(true);
});

it('leaves any other model float', () => {
  // A field that nobody knows changes the SHA-256 and nothing else.
  const other = Buffer.concat([model, Buffer.from([0xfa, 0x01, 0x01, 0x00])]);
  expect(sha256(INT8.transform(other))).toBe(sha256(SIMPLIFIED.transform(other)));
});

function graphOf(file: Uint8Array): string[] {
  let seen: Graph | undefined;
  rewriteModel(file, (graph) => (seen = graph));
  return seen?.steps.map(({ operator }) => operator) ?? [];
}
