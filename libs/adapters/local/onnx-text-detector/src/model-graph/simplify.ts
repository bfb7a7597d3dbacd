import {
  floatAttribute,
  floatOf,
  hasAttribute,
  integerAttribute,
  integersAttribute,
  integersOf,
  type Constant,
  type Graph,
  type Step,
} from './graph.ts';
import { foldNeck } from './fold-neck.ts';
import { foldUpsampling } from './fold-upsampling.ts';
import { consumers, producer, replace, scalar } from './walk.ts';

/*
 * The models were exported with decomposed activations, each between a scale and a shift:
 *
 *     conv → ·a → +b → (+3 → clip 0…6 → · → ÷6) → ·c → +d → conv
 *
 * Each arrow reads and writes the whole tensor, and together they take longer than the convolutions. This rewrites them as
 *
 *     conv → hard sigmoid → · → conv            with a, b folded into the weights, and c, d where nothing is padded
 *
 * with the same results up to rounding, in two thirds of the time. `foldUpsampling` does the same for the end of the detection
 * model.
 */
export function simplify(graph: Graph): void {
  for (const step of [...graph.steps]) if (step.operator === 'Div') joinHardSwish(graph, step);
  for (const step of [...graph.steps]) if (step.operator === 'Conv') foldAffineAfter(graph, step);
  for (const step of [...graph.steps])
    if (step.operator === 'Mul') foldScaleBeforeConvs(graph, step);
  for (const step of [...graph.steps]) if (step.operator === 'Add') joinSelfScale(graph, step);
  foldUpsampling(graph);
  foldNeck(graph);
}

/** x · clip(x + 3, 0, 6) ÷ 6 */
function joinHardSwish(graph: Graph, div: Step): void {
  const mul = producer(graph, div.inputs[0]);
  if (mul?.operator !== 'Mul' || scalar(graph, div.inputs[1]) !== 6) return;
  const [x = '', clipped = ''] = mul.inputs;
  const clip = producer(graph, clipped);
  const add = producer(graph, clip?.inputs[0]);
  if (clip?.operator !== 'Clip' || add?.operator !== 'Add' || add.inputs[0] !== x) return;
  const [low, high] = limitsOf(graph, clip);
  if (scalar(graph, add.inputs[1]) !== 3 || low !== 0 || high !== 6) return;
  const inner = [mul, clip, add];
  if (!inner.every(({ outputs }) => consumers(graph, outputs[0]).length === 1)) return;
  const gate = `${div.outputs[0]}.gate`;
  replace(
    graph,
    [...inner, div],
    [
      {
        operator: 'HardSigmoid',
        inputs: [x],
        outputs: [gate],
        attributes: [floatAttribute('alpha', 1 / 6), floatAttribute('beta', 0.5)],
      },
      { operator: 'Mul', inputs: [x, gate], outputs: div.outputs, attributes: [] },
    ],
  );
}

function limitsOf(graph: Graph, clip: Step): [number | undefined, number | undefined] {
  const [, low, high] = clip.inputs;
  return [floatOf(clip, 'min') ?? scalar(graph, low), floatOf(clip, 'max') ?? scalar(graph, high)];
}

/** Folds a scale and a shift right after a convolution into its weights. */
function foldAffineAfter(graph: Graph, conv: Step): void {
  const affine = affineAfter(graph, conv.outputs[0]);
  const weights = graph.constants.get(conv.inputs[1] ?? '');
  if (!affine || !weights) return;
  const { scale, shift, steps } = affine;
  const bias = biasOf(graph, conv, weights);
  const outputs = steps.at(-1)?.outputs ?? conv.outputs;
  const merged = { ...conv, inputs: [...conv.inputs], outputs };
  setWeights(
    graph,
    merged,
    scaled(weights, scale),
    bias.map((value) => value * scale + shift),
  );
  replace(graph, [conv, ...steps], [merged]);
}

/** Folds a scale and a shift into the weights of the convolutions that follow, or into one step if padding forbids it. */
function foldScaleBeforeConvs(graph: Graph, mul: Step): void {
  const [input] = mul.inputs.filter((name) => scalar(graph, name) === undefined);
  const affine = input === undefined ? undefined : affineAfter(graph, input);
  if (input === undefined || !affine || affine.steps[0] !== mul) return;
  const output = affine.steps.at(-1)?.outputs[0] ?? '';
  const users = consumers(graph, output);
  // The end of the network.
  if (users.length === 0) return;
  if (!users.every((user) => user.operator === 'Conv' && isUnpadded(user))) {
    spread(graph, input, output, affine);
    return;
  }
  for (const conv of users) foldAffineBefore(graph, conv, input, affine);
  replace(graph, affine.steps, []);
}

function foldAffineBefore(graph: Graph, conv: Step, input: string, { scale, shift }: Affine): void {
  const weights = graph.constants.get(conv.inputs[1] ?? '');
  if (!weights) return;
  const sums = sumsOfRows(weights);
  const bias = biasOf(graph, conv, weights).map((value, out) => value + shift * (sums[out] ?? 0));
  conv.inputs[0] = input;
  setWeights(graph, conv, scaled(weights, scale), bias);
}

function sumsOfRows({ shape, values }: Constant): Float64Array {
  const sums = new Float64Array(shape[0] ?? 1);
  const each = values.length / sums.length;
  for (let i = 0; i < values.length; i += 1) sums[Math.floor(i / each)]! += values[i] ?? 0;
  return sums;
}

/** A padded convolution sees zeros at its edge that were not shifted, so the shift cannot be folded into it. */
function spread(
  graph: Graph,
  input: string,
  output: string,
  { scale, shift, steps }: Affine,
): void {
  const channels = channelsOf(graph, input);
  if (channels === undefined) return;
  const weights = `${output}.scale`;
  const bias = `${output}.shift`;
  graph.constants.set(weights, {
    shape: [channels, 1, 1, 1],
    values: new Float32Array(channels).fill(scale),
  });
  graph.constants.set(bias, { shape: [channels], values: new Float32Array(channels).fill(shift) });
  const attributes = [
    integersAttribute('kernel_shape', [1, 1]),
    integerAttribute('group', channels),
  ];
  replace(graph, steps, [
    { operator: 'Conv', inputs: [input, weights, bias], outputs: [output], attributes },
  ]);
}

interface Affine {
  readonly scale: number;
  readonly shift: number;
  readonly steps: readonly Step[];
}

/** A `· scale` followed by `+ shift`, if nothing else uses the value in between. */
function affineAfter(graph: Graph, name: string | undefined): Affine | undefined {
  const [mul, ...others] = consumers(graph, name);
  const scale = mul?.inputs
    .map((input) => scalar(graph, input))
    .find((value) => value !== undefined);
  if (mul?.operator !== 'Mul' || scale === undefined || others.length > 0) return undefined;
  const [add, ...more] = consumers(graph, mul.outputs[0]);
  const shift = add?.inputs
    .map((input) => scalar(graph, input))
    .find((value) => value !== undefined);
  if (add?.operator !== 'Add' || shift === undefined || more.length > 0) return undefined;
  return { scale, shift, steps: [mul, add] };
}

function channelsOf(graph: Graph, name: string): number | undefined {
  const step = producer(graph, name);
  if (step?.operator === 'Conv') return graph.constants.get(step.inputs[1] ?? '')?.shape[0];
  return step?.operator === 'Mul' || step?.operator === 'HardSigmoid'
    ? channelsOf(graph, step.inputs[0] ?? '')
    : undefined;
}

function isUnpadded(conv: Step): boolean {
  const group = integersOf(conv, 'group')[0] ?? 1;
  return (
    group === 1 &&
    !hasAttribute(conv, 'auto_pad') &&
    integersOf(conv, 'pads').every((pad) => pad === 0)
  );
}

function biasOf(graph: Graph, conv: Step, weights: Constant): Float32Array {
  const bias = graph.constants.get(conv.inputs[2] ?? '');
  return bias?.values ?? new Float32Array(weights.shape[0] ?? 0);
}

function setWeights(graph: Graph, conv: Step, weights: Constant, bias: Float32Array): void {
  const name = `${conv.outputs[0]}.weights`;
  graph.constants.set(name, weights);
  graph.constants.set(`${name}.bias`, { shape: [bias.length], values: bias });
  conv.inputs = [conv.inputs[0] ?? '', name, `${name}.bias`];
}

/** A loop, because `map` takes a tenth of a second for all weights. */
function scaled({ shape, values }: Constant, scale: number): Constant {
  const products = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) products[i] = (values[i] ?? 0) * scale;
  return { shape, values: products };
}

/** x + x · s = x · (1 + s), which adds to the few scales instead of the whole tensor. */
function joinSelfScale(graph: Graph, add: Step): void {
  const [x = '', product] = add.inputs;
  const mul = producer(graph, product);
  const [same, scale = ''] = mul?.inputs ?? [];
  if (mul?.operator !== 'Mul' || same !== x || consumers(graph, product).length > 1) return;
  const [one, raised] = [`${scale}.one`, `${scale}.raised`];
  graph.constants.set(one, { shape: [1], values: Float32Array.of(1) });
  replace(
    graph,
    [mul, add],
    [
      { operator: 'Add', inputs: [scale, one], outputs: [raised], attributes: [] },
      { operator: 'Mul', inputs: [x, raised], outputs: add.outputs, attributes: [] },
    ],
  );
}
