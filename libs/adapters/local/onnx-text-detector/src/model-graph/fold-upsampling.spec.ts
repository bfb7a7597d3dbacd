import { foldUpsampling } from './fold-upsampling.ts';
import { floatAttribute, type Constant, type Graph, type Step } from './graph.ts';

/** Numbers by channel, row and column. */
type Block = readonly (readonly (readonly number[])[])[];

/** Three channels of two pixels side by side. */
const INPUT: Block = [[[0.7, -1.3]], [[0.2, 0.9]], [[-0.4, 0.5]]];
const CHANNELS = 2;

describe('foldUpsampling', () => {
  it('replaces both upsampling steps, with equal results', () => {
    const graph = network();
    const before = run(graph);
    expect(before[0]).toHaveLength(4);
    expect(before[0]?.[0]).toHaveLength(8);
    foldUpsampling(graph);
    expect(graph.steps.map(({ operator }) => operator)).toEqual([
      'Conv',
      'Relu',
      'Conv',
      'Sigmoid',
      'DepthToSpace',
    ]);
    for (const [y, row] of run(graph)[0]?.entries() ?? []) {
      for (const [x, value] of row.entries())
        expect(value).toBeCloseTo(before[0]?.[y]?.[x] ?? 9, 6);
    }
  });

  it('does not change a step whose inner values are used elsewhere', () => {
    const graph = network();
    graph.steps.push({ operator: 'Relu', inputs: ['active'], outputs: ['other'], attributes: [] });
    foldUpsampling(graph);
    expect(graph.steps.map(({ operator }) => operator)).toContain('ConvTranspose');
  });

  it('does not change a step that does not upsample by two', () => {
    const graph = network();
    graph.constants.set('second', constant([CHANNELS, 1, 1, 4], numbers(8)));
    foldUpsampling(graph);
    expect(graph.steps.map(({ operator }) => operator)).toContain('ConvTranspose');
  });
});

function network(): Graph {
  const step = (operator: string, inputs: string[], output: string): Step => ({
    operator,
    inputs,
    outputs: [output],
    attributes: operator === 'BatchNormalization' ? [floatAttribute('epsilon', 0.01)] : [],
  });
  return {
    constants: new Map([
      ['first', constant([INPUT.length, CHANNELS, 2, 2], numbers(24))],
      ['bias', constant([1, CHANNELS, 1, 1], [0.3, -0.2])],
      ['gain', constant([CHANNELS], [1.2, -0.7])],
      ['offset', constant([CHANNELS], [0.1, 0.4])],
      ['mean', constant([CHANNELS], [-0.3, 0.6])],
      ['variance', constant([CHANNELS], [0.5, 1.9])],
      ['second', constant([CHANNELS, 1, 2, 2], numbers(8))],
      ['last bias', constant([1, 1, 1, 1], [-0.1])],
    ]),
    steps: [
      step('ConvTranspose', ['x', 'first'], 'large'),
      step('Add', ['large', 'bias'], 'shifted'),
      step('BatchNormalization', ['shifted', 'gain', 'offset', 'mean', 'variance'], 'normal'),
      step('Relu', ['normal'], 'active'),
      step('ConvTranspose', ['active', 'second'], 'larger'),
      step('Add', ['larger', 'last bias'], 'sum'),
      step('Sigmoid', ['sum'], 'y'),
    ],
  };
}

function constant(shape: number[], values: number[]): Constant {
  return { shape, values: Float32Array.from(values) };
}

/** Arbitrary but deterministic. */
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(7 * i + 1));
}

function run({ steps, constants }: Graph): Block {
  const blocks = new Map<string, Block>([['x', INPUT]]);
  for (const { operator, inputs, outputs } of steps) {
    const input = blocks.get(inputs[0] ?? '') ?? [];
    const given = inputs.slice(1).map((name) => constants.get(name)?.values ?? new Float32Array());
    blocks.set(outputs[0] ?? '', calculate(operator, input, given));
  }
  return blocks.get('y') ?? [];
}

function calculate(operator: string, input: Block, [a, b, c, d]: readonly Float32Array[]): Block {
  const each = (value: (number: number, channel: number) => number): Block =>
    input.map((rows, channel) => rows.map((row) => row.map((number) => value(number, channel))));
  switch (operator) {
    case 'Add':
      return each((x, i) => x + (a?.[i] ?? 0));
    case 'BatchNormalization':
      return each((x, i) => {
        const deviation = Math.sqrt((d?.[i] ?? 0) + 0.01);
        return ((x - (c?.[i] ?? 0)) / deviation) * (a?.[i] ?? 0) + (b?.[i] ?? 0);
      });
    case 'Relu':
      return each((x) => Math.max(0, x));
    case 'Sigmoid':
      return each((x) => 1 / (1 + Math.exp(-x)));
    case 'Conv':
      return mix(
        input,
        b?.length ?? 0,
        1,
        (channel, _, from) => a?.[channel * input.length + from] ?? 0,
        b,
      );
    case 'ConvTranspose': {
      const channels = (a?.length ?? 0) / input.length / 4;
      return mix(
        input,
        channels,
        2,
        (channel, place, from) => a?.[(from * channels + channel) * 4 + place] ?? 0,
      );
    }
    default:
      return [spread(input, 4)];
  }
}

/** Each pixel becomes `side` × `side` pixels, each a weighted sum of the pixel's channels. */
function mix(
  input: Block,
  channels: number,
  side: number,
  weight: (channel: number, place: number, from: number) => number,
  bias?: Float32Array,
): Block {
  const [height, width] = [input[0]?.length ?? 0, input[0]?.[0]?.length ?? 0];
  const value = (channel: number, y: number, x: number): number => {
    const place = (y % side) * side + (x % side);
    const at = (rows: Block[number]) => rows[Math.floor(y / side)]?.[Math.floor(x / side)] ?? 0;
    return input.reduce(
      (sum, rows, from) => sum + at(rows) * weight(channel, place, from),
      bias?.[channel] ?? 0,
    );
  };
  return Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: height * side }, (_, y) =>
      Array.from({ length: width * side }, (_, x) => value(channel, y, x)),
    ),
  );
}

/** Arranges channels as pixels, row by row. */
function spread(input: Block, side: number): Block[number] {
  const [height, width] = [input[0]?.length ?? 0, input[0]?.[0]?.length ?? 0];
  return Array.from({ length: height * side }, (_, y) =>
    Array.from({ length: width * side }, (_, x) => {
      const channel = input[(y % side) * side + (x % side)];
      return channel?.[Math.floor(y / side)]?.[Math.floor(x / side)] ?? 0;
    }),
  );
}
