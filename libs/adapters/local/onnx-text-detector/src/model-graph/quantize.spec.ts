import { readFields } from './wire.ts';
import { integersAttribute, integersOf, type Graph } from './graph.ts';
import { quantize, type SeenInput } from './quantize.ts';

/** Three outputs of two channels. */
const WEIGHTS = [0.31, -0.8, 1.27, 0.05, -0.443, 0.6];
const BIAS = [0.5, -0.25, 0];
const OUTPUTS = BIAS.length;
/** Steps of 1/50, of which 0 is the 50th. */
const SEEN: SeenInput = { low: -1, high: 4.1, means: [3, -0.5], variances: [1, 1] };

describe('quantize', () => {
  it('multiplies in integers, within a step of each factor', () => {
    const graph = network();
    quantize(graph, { y: SEEN });
    expect(operatorsOf(graph)).toEqual([
      'Transpose',
      'QuantizeLinear',
      'MatMulIntegerToFloat',
      'Transpose',
      'Conv',
    ]);
    for (const input of [
      [0, 0],
      [1.234, 0.77],
      [4.1, -1],
    ]) {
      const expected = float(input);
      for (const [index, value] of run(graph, input).entries())
        expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThan(0.06);
    }
  });

  it('gives back what rounding the weights takes from the mean', () => {
    const graph = network();
    quantize(graph, { y: SEEN });
    const expected = float(SEEN.means);
    for (const [index, value] of run(graph, SEEN.means).entries())
      expect(value).toBeCloseTo(expected[index] ?? 9, 5);
  });

  it('clips numbers beyond those that were seen', () => {
    const graph = network();
    quantize(graph, { y: SEEN });
    expect(run(graph, [40, -10])).toEqual(run(graph, [4.1, -1]));
  });

  it('clips a weight whose channel never changes, so that the others have finer steps', () => {
    const graph = network();
    quantize(graph, { y: { ...SEEN, variances: [1, 0] } });
    const scale = graph.constants.get('y.int8.scales')?.values[0] ?? 0;
    expect(scale).toBeLessThan((0.99 * 0.8) / 64);
    expect(integersIn(graph, 'y.int8.weights').at(OUTPUTS)).toBe(-64);
  });

  it('has weights of 7 bits, whose products in pairs fit in 16', () => {
    const graph = network();
    quantize(graph, { y: SEEN });
    const weights = integersIn(graph, 'y.int8.weights');
    expect(weights).toHaveLength(WEIGHTS.length);
    expect(Math.max(...weights.map(Math.abs)) * 2 * 255).toBeLessThan(2 ** 15);
  });

  it('ends with a convolution that changes nothing, for ONNX Runtime to activate in the same pass', () => {
    const graph = network();
    quantize(graph, { y: SEEN });
    const last = graph.steps.at(-1);
    expect([last?.inputs[0], last?.outputs]).toEqual(['y.int8.planes', ['y']]);
    expect(last && integersOf(last, 'group')).toEqual([OUTPUTS]);
    const same = graph.constants.get(last?.inputs[1] ?? '');
    expect(same).toEqual({ shape: [OUTPUTS, 1, 1, 1], values: new Float32Array(OUTPUTS).fill(1) });
  });

  it.each([
    ['a step that is not there', 'z', []],
    ['a padded one', 'y', [integersAttribute('pads', [1, 1, 1, 1])]],
    ['one with a stride', 'y', [integersAttribute('strides', [2, 1])]],
  ])('refuses %s', (_, name, attributes) => {
    const graph = network();
    graph.steps = graph.steps.map((step) => ({ ...step, attributes }));
    expect(() => quantize(graph, { [name]: SEEN })).toThrow(
      `${name} is not a pointwise convolution of 2 channels`,
    );
  });
});

function network(): Graph {
  return {
    constants: new Map([
      ['w', { shape: [OUTPUTS, 2, 1, 1], values: Float32Array.from(WEIGHTS) }],
      ['b', { shape: [OUTPUTS], values: Float32Array.from(BIAS) }],
    ]),
    steps: [{ operator: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['y'], attributes: [] }],
  };
}

function operatorsOf({ steps }: Graph): string[] {
  return steps.map(({ operator }) => operator).filter((operator) => operator !== 'Constant');
}

/** Of one pixel. */
function float([a = 0, b = 0]: readonly number[]): number[] {
  return BIAS.map((bias, i) => bias + a * (WEIGHTS[2 * i] ?? 0) + b * (WEIGHTS[2 * i + 1] ?? 0));
}

/** What ONNX Runtime does with the steps for one pixel. */
function run(graph: Graph, input: readonly number[]): number[] {
  const constant = (name: string) => graph.constants.get(`y.int8.${name}`)?.values ?? [];
  const [scale = 0] = constant('scale');
  const [zero = 0] = integersIn(graph, 'y.int8.zero');
  const weights = integersIn(graph, 'y.int8.weights');
  const eight = input.map((value) =>
    Math.max(0, Math.min(255, Math.round(value / scale) + (zero & 255))),
  );
  return Array.from(constant('bias'), (bias, output) => {
    const sum = eight.reduce(
      (total, value, channel) =>
        total + (value - (zero & 255)) * (weights[channel * OUTPUTS + output] ?? 0),
      0,
    );
    return sum * scale * (constant('scales')[output] ?? 0) + bias;
  });
}

/** The bytes of a constant step, as signed numbers. */
function integersIn({ steps }: Graph, name: string): number[] {
  const step = steps.find(({ outputs }) => outputs[0] === name);
  const tensor = readFields(step?.attributes[0]?.value ?? new Uint8Array())[1];
  const raw = readFields(tensor?.value ?? new Uint8Array()).find(({ number }) => number === 9);
  return [...Int8Array.from(raw?.value ?? [])];
}
