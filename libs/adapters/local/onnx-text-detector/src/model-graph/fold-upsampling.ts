import {
  floatOf,
  integerAttribute,
  integersAttribute,
  type Constant,
  type Graph,
  type Step,
} from './graph.ts';
import { consumers, replace } from './walk.ts';

/** The last operators of the detection model. */
const END = [
  'ConvTranspose',
  'Add',
  'BatchNormalization',
  'Relu',
  'ConvTranspose',
  'Add',
  'Sigmoid',
] as const;
/** Each of the two upsampling steps turns one pixel into 2×2. */
const SIDE = 2;
const PIXELS = SIDE * SIDE;

/**
 * The detection model ends with two upsampling steps, each over every channel of a picture four times as large. They do not
 * mix neighbouring pixels, so this rewrite computes all descendants of a pixel as channels, and arranges them as pixels only
 * at the very end:
 *
 *     24 channels → (× 2×2 positions) 96 → (× 2×2 positions) 16 → 4×4 pixels
 *
 * Results are equal up to rounding.
 */
export function foldUpsampling(graph: Graph): void {
  for (const step of [...graph.steps]) {
    const chain = chainFrom(graph, step);
    const parts = chain && partsOf(graph, chain);
    if (chain && parts) replace(graph, chain, folded(graph, chain, parts));
  }
}

function chainFrom(graph: Graph, first: Step): Step[] | undefined {
  const chain: Step[] = [];
  for (const operator of END) {
    const [step, ...others] =
      chain.length === 0 ? [first] : consumers(graph, chain.at(-1)?.outputs[0]);
    if (step?.operator !== operator || others.length > 0) return undefined;
    chain.push(step);
  }
  return chain;
}

interface Parts {
  readonly first: Constant;
  readonly second: Constant;
  /** Scale and shift of the first step's channels. */
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  readonly secondShift: number;
}

function partsOf(
  { constants }: Graph,
  [enlarge, add, norm, , again, addAgain]: readonly Step[],
): Parts | undefined {
  const [first, second] = [enlarge, again].map((step) => constants.get(step?.inputs[1] ?? ''));
  const [bias, secondBias] = [add, addAgain].map((step) => constants.get(step?.inputs[1] ?? ''));
  const [gain, offset, mean, variance] =
    norm?.inputs.slice(1).map((name) => constants.get(name)) ?? [];
  const epsilon = norm && floatOf(norm, 'epsilon');
  if (!first || !second || !bias || !secondBias || !gain || !offset || !mean || !variance)
    return undefined;
  if (epsilon === undefined || !isTwofold(first) || !isTwofold(second)) return undefined;
  const scale = gain.values.map(
    (value, i) => value / Math.sqrt((variance.values[i] ?? 0) + epsilon),
  );
  const shift = offset.values.map(
    (value, i) => value + ((bias.values[i] ?? 0) - (mean.values[i] ?? 0)) * (scale[i] ?? 0),
  );
  return { first, second, scale, shift, secondShift: secondBias.values[0] ?? 0 };
}

function isTwofold({ shape: [, , height, width] }: Constant): boolean {
  return height === SIDE && width === SIDE;
}

function folded(graph: Graph, chain: readonly Step[], parts: Parts): Step[] {
  const [from = ''] = chain.at(0)?.inputs ?? [];
  const outputs = chain.at(-1)?.outputs ?? [];
  const name = (part: string) => `${outputs[0]}.${part}`;
  const channels = parts.scale.length;
  const kernel = integersAttribute('kernel_shape', [1, 1]);
  const step = (operator: string, inputs: string[], output: string): Step => ({
    operator,
    inputs,
    outputs: [name(output)],
    attributes: operator === 'Conv' ? [kernel] : [],
  });
  const keep = (part: string, shape: readonly number[], values: Float32Array): string => {
    graph.constants.set(name(part), { shape, values });
    return name(part);
  };
  const inner = parts.first.shape[0] ?? 0;
  const weights = keep('first', [PIXELS * channels, inner, 1, 1], firstWeights(parts));
  const shifts = keep('shift', [PIXELS * channels], repeated(parts.shift, PIXELS));
  const lastWeights = keep('second', [PIXELS ** 2, PIXELS * channels, 1, 1], secondWeights(parts));
  const lastShifts = keep(
    'bias',
    [PIXELS ** 2],
    new Float32Array(PIXELS ** 2).fill(parts.secondShift),
  );
  return [
    step('Conv', [from, weights, shifts], 'places'),
    step('Relu', [name('places')], 'active'),
    step('Conv', [name('active'), lastWeights, lastShifts], 'pixels'),
    step('Sigmoid', [name('pixels')], 'likely'),
    {
      operator: 'DepthToSpace',
      inputs: [name('likely')],
      outputs,
      attributes: [integerAttribute('blocksize', PIXELS)],
    },
  ];
}

/** From input × channel × position to position × channel × input, scaled. */
function firstWeights({ first, scale }: Parts): Float32Array {
  const channels = scale.length;
  const inputs = first.shape[0] ?? 0;
  return Float32Array.from({ length: first.values.length }, (_, index) => {
    const input = index % inputs;
    const channel = Math.floor(index / inputs) % channels;
    const place = Math.floor(index / inputs / channels);
    return (
      (first.values[(input * channels + channel) * PIXELS + place] ?? 0) * (scale[channel] ?? 0)
    );
  });
}

/** One row for each of 4×4 pixels, which depends only on the channels of the pixel's position in the first step. */
function secondWeights({ second, scale }: Parts): Float32Array {
  const channels = scale.length;
  const weights = new Float32Array(PIXELS ** 2 * PIXELS * channels);
  for (let pixel = 0; pixel < PIXELS ** 2; pixel += 1) {
    const [y, x] = [Math.floor(pixel / PIXELS), pixel % PIXELS];
    const place = Math.floor(y / SIDE) * SIDE + Math.floor(x / SIDE);
    const inside = (y % SIDE) * SIDE + (x % SIDE);
    for (let channel = 0; channel < channels; channel += 1) {
      weights[(pixel * PIXELS + place) * channels + channel] =
        second.values[channel * PIXELS + inside] ?? 0;
    }
  }
  return weights;
}

function repeated(values: Float32Array, times: number): Float32Array {
  return Float32Array.from(
    { length: times * values.length },
    (_, i) => values[i % values.length] ?? 0,
  );
}
