import { floatOf, integerAttribute, integersAttribute, integersOf } from './graph.ts';
import type { Constant, Graph, Step } from './graph.ts';
import { simplify } from './simplify.ts';

/** Two channels of a single pixel are enough to compare results. */
const INPUT = [0.7, -1.3];

describe('simplify', () => {
  it('replaces a decomposed activation and folds its scales into the weights, with equal results', () => {
    const graph = network({ padded: false });
    const before = run(graph, INPUT);
    simplify(graph);
    expect(graph.steps.map(({ operator }) => operator)).toEqual([
      'Conv',
      'HardSigmoid',
      'Mul',
      'Conv',
    ]);
    expectClose(run(graph, INPUT), before);
  });

  it('keeps the shift before a padded convolution, whose zeros at the edge are not shifted', () => {
    const graph = network({ padded: true });
    const before = run(graph, INPUT);
    simplify(graph);
    expect(graph.steps.map(({ operator }) => operator)).toEqual([
      'Conv',
      'HardSigmoid',
      'Mul',
      'Conv',
      'Conv',
    ]);
    expectClose(run(graph, INPUT), before);
  });

  it('takes a convolution that pads by itself for a padded one', () => {
    const graph = network({ padded: false });
    const [last] = graph.steps.splice(-1);
    const attributes = [integerAttribute('auto_pad', 1)];
    if (last) graph.steps.push({ ...last, attributes });
    simplify(graph);
    expect(graph.steps.filter(({ operator }) => operator === 'Conv')).toHaveLength(3);
  });

  it('keeps a scale and a shift at the end of a network', () => {
    const graph = network({ padded: false });
    graph.steps.splice(-1);
    const end = graph.steps.at(-1);
    if (end) graph.steps[graph.steps.length - 1] = { ...end, outputs: ['y'] };
    const before = run(graph, INPUT);
    simplify(graph);
    expectClose(run(graph, INPUT), before);
  });

  it('does not change an activation whose inner values are used elsewhere', () => {
    const graph = network({ padded: false });
    graph.steps.push({ operator: 'Relu', inputs: ['clipped'], outputs: ['other'], attributes: [] });
    simplify(graph);
    expect(graph.steps.map(({ operator }) => operator)).toContain('Clip');
  });

  it('does not change a clip that is not part of an activation', () => {
    const graph = network({ padded: false });
    graph.constants.set('three', constant([1], [2.5]));
    simplify(graph);
    expect(graph.steps.map(({ operator }) => operator)).toContain('Clip');
  });

  it('folds the addition of a value to its own multiple into the scales, with equal results', () => {
    const graph: Graph = {
      constants: new Map([['scales', constant([2, 1, 1], [0.25, 0.5])]]),
      steps: [
        { operator: 'Mul', inputs: ['x', 'scales'], outputs: ['product'], attributes: [] },
        { operator: 'Add', inputs: ['x', 'product'], outputs: ['y'], attributes: [] },
      ],
    };
    simplify(graph);
    expect(graph.steps.map(({ operator }) => operator)).toEqual(['Add', 'Mul']);
    expectClose(run(graph, INPUT), [0.7 * 1.25, -1.3 * 1.5]);
  });
});

function network({ padded }: { padded: boolean }): Graph {
  const step = (operator: string, inputs: string[], output: string): Step => ({
    operator,
    inputs,
    outputs: [output],
    attributes: [],
  });
  const pads = padded ? [1, 1, 1, 1] : [0, 0, 0, 0];
  return {
    constants: new Map([
      ['first', constant([2, 2, 1, 1], [0.5, -0.25, 1.5, 0.75])],
      ['second', constant([2, 2, 1, 1], [2, 1, -1, 0.5])],
      ['bias', constant([2], [0.1, -0.2])],
      ['three', constant([1], [3])],
      ['zero', constant([], [0])],
      ['six', constant([], [6])],
      ['a', constant([1], [1.7])],
      ['b', constant([1], [0.3])],
      ['c', constant([1], [0.6])],
      ['d', constant([1], [-0.4])],
    ]),
    steps: [
      step('Conv', ['x', 'first', 'bias'], 'conv'),
      step('Mul', ['a', 'conv'], 'scaled'),
      step('Add', ['scaled', 'b'], 'shifted'),
      step('Add', ['shifted', 'three'], 'raised'),
      step('Clip', ['raised', 'zero', 'six'], 'clipped'),
      step('Mul', ['shifted', 'clipped'], 'product'),
      step('Div', ['product', 'six'], 'active'),
      step('Mul', ['c', 'active'], 'scaled again'),
      step('Add', ['scaled again', 'd'], 'shifted again'),
      {
        ...step('Conv', ['shifted again', 'second'], 'y'),
        attributes: [integersAttribute('pads', pads), integerAttribute('group', 1)],
      },
    ],
  };
}

function constant(shape: number[], values: number[]): Constant {
  return { shape, values: Float32Array.from(values) };
}

/** Runs the steps on one pixel, where padding adds nothing. */
function run({ steps, constants }: Graph, input: readonly number[]): readonly number[] {
  const values = new Map<string, readonly number[]>([['x', input]]);
  const numbers = (name = '') => values.get(name) ?? [...(constants.get(name)?.values ?? [])];
  const at = (name: string | undefined, channel: number) =>
    numbers(name)[channel] ?? numbers(name)[0] ?? 0;
  for (const step of steps) {
    const [a, b, c] = step.inputs;
    const each = (value: (channel: number) => number) => input.map((_, channel) => value(channel));
    const results: Record<string, () => number[]> = {
      Mul: () => each((i) => at(a, i) * at(b, i)),
      Add: () => each((i) => at(a, i) + at(b, i)),
      Div: () => each((i) => at(a, i) / at(b, i)),
      Clip: () => each((i) => Math.min(at(c, i), Math.max(at(b, i), at(a, i)))),
      HardSigmoid: () => {
        const [alpha, beta] = [floatOf(step, 'alpha') ?? 0, floatOf(step, 'beta') ?? 0];
        return each((i) => Math.min(1, Math.max(0, at(a, i) * alpha + beta)));
      },
      Conv: () => each((i) => convolve(step, numbers(a), numbers(b), i) + (c ? at(c, i) : 0)),
    };
    values.set(step.outputs[0] ?? '', results[step.operator]?.() ?? []);
  }
  return numbers('y');
}

function convolve(
  step: Step,
  input: readonly number[],
  weights: readonly number[],
  channel: number,
): number {
  const isEachAlone = (integersOf(step, 'group')[0] ?? 1) > 1;
  if (isEachAlone) return (input[channel] ?? 0) * (weights[channel] ?? 0);
  return input.reduce(
    (sum, value, i) => sum + value * (weights[channel * input.length + i] ?? 0),
    0,
  );
}

function expectClose(numbers: readonly number[], expected: readonly number[]): void {
  expect(numbers).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(numbers[i]).toBeCloseTo(value, 5);
}
