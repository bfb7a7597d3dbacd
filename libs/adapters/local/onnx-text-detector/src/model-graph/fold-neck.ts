import {
  floatOf,
  integerAttribute,
  integersAttribute,
  integersOf,
  textOf,
  type Constant,
  type Graph,
  type Step,
} from './graph.ts';
import { consumers, producer, replace } from './walk.ts';
import type { Field } from './wire.ts';

/** Upsampling turns one pixel into 2×2 equal ones. */
const SIDE = 2;
const PLACES = [0, 1].flatMap((row) => [0, 1].map((column) => ({ row, column })));

/**
 * The detection model joins what it sees at four sizes: it enlarges the coarse maps, each to the next size, and lets 3×3
 * convolutions run over the sums. Of each 3×3 pixels of an enlarged map, most are equal, so the same comes from 2×2 pixels of
 * the map before it is enlarged, with other weights for each of the four places:
 *
 *     enlarge → 3×3 → y    =    2×2 for each place → arrange the places as pixels → y
 *
 * And since convolutions are linear, the finest map, 96 channels wide but mixed from 12, needs never be calculated:
 *
 *     mix → · scales ─┐                     12 channels → 3×3 with the mixing and the scales in its weights ─┐
 *                     + → 3×3 → y     =                                                                      + → y
 *     coarse → enlarge┘                     coarse → 2×2 for each place → arrange ───────────────────────────┘
 *
 * Results are equal up to rounding, in three quarters of the time.
 */
export function foldNeck(graph: Graph): void {
  for (const step of [...graph.steps]) if (step.operator === 'Conv') foldSum(graph, step);
  for (const step of [...graph.steps]) if (step.operator === 'Conv') foldConcat(graph, step);
  // ONNX Runtime warns of constants that nothing uses any more.
  graph.steps = graph.steps.filter(
    ({ operator, outputs }) => operator !== 'Constant' || consumers(graph, outputs[0]).length > 0,
  );
}

/** A 3×3 convolution of a finer map plus an enlarged coarser one. */
function foldSum(graph: Graph, conv: Step): void {
  const weights = graph.constants.get(conv.inputs[1] ?? '');
  const add = producer(graph, conv.inputs[0]);
  if (!weights || !isThreeByThree(conv, weights) || add?.operator !== 'Add') return;
  if (consumers(graph, add.outputs[0]).length > 1) return;
  const finer = add.inputs.map((name) => scaledMixOf(graph, name)).find((found) => found);
  const enlarging = add.inputs.map((name) => enlargingOf(graph, name)).find((found) => found);
  if (!finer || !enlarging || enlarging.by !== SIDE) return;
  const [output = ''] = conv.outputs;
  const { mix, mixing, average, scale, scales } = finer;
  const [source = ''] = mix.inputs;
  const name = (part: string): string => `${output}.${part}`;
  graph.constants.set(name('mixing'), transposed(mixing));
  const averaged = { ...average, inputs: [source], outputs: [name('average')] };
  const mixed = { ...mix, inputs: [name('average'), mix.inputs[1] ?? ''] };
  replace(graph, [mix, average], [averaged, { ...mixed, outputs: average.outputs }]);
  replace(
    graph,
    [scale, enlarging.step, add, conv],
    [
      step('Mul', [conv.inputs[1] ?? '', scales], name('scaled')),
      // The weights of 24 × 96 channels as pictures: mixing their channels makes them weights of 24 × 12.
      step('Conv', [name('scaled'), name('mixing')], name('weights'), kernel(1)),
      step('Conv', [source, name('weights')], name('fine'), conv.attributes),
      ...enlarged(graph, enlarging.source, weights, name('coarse')),
      step('Add', [name('fine'), name('coarse')], output),
    ],
  );
}

/** A 3×3 convolution, with its normalization, of enlarged maps and one that is not. */
function foldConcat(graph: Graph, conv: Step): void {
  const weights = graph.constants.get(conv.inputs[1] ?? '');
  const concat = producer(graph, conv.inputs[0]);
  const [norm, ...others] = consumers(graph, conv.outputs[0]);
  if (!weights || !isThreeByThree(conv, weights) || concat?.operator !== 'Concat') return;
  if (norm?.operator !== 'BatchNormalization' || others.length > 0) return;
  const parts = concat.inputs.map((name) => enlargingOf(graph, name));
  const coarse = parts.filter((part) => part !== undefined);
  const normal = normalizationOf(graph, norm);
  if (!normal || coarse.length !== parts.length - 1 || parts.at(-1)) return;
  const [output = ''] = norm.outputs;
  const name = (part: string): string => `${output}.${part}`;
  const fine = (weights.shape[1] ?? 0) / parts.length;
  const scaled = scaledRows(weights, normal.scale);
  graph.constants.set(name('fine.weights'), channelsFrom(scaled, coarse.length * fine, fine));
  graph.constants.set(name('shift'), { shape: [normal.shift.length], values: normal.shift });
  const shrunk = coarse.map(({ source, by, step: resize }, index): Step[] =>
    by === SIDE ? [] : [resized(graph, resize, source, by / SIDE, name(`coarse.${index}`))],
  );
  const sources = coarse.map(({ source }, index) => shrunk[index]?.[0]?.outputs[0] ?? source);
  replace(
    graph,
    [...coarse.map((part) => part.step), concat, conv, norm],
    [
      ...shrunk.flat(),
      { ...concat, inputs: sources, outputs: [name('coarse.all')] },
      ...enlarged(
        graph,
        name('coarse.all'),
        channelsFrom(scaled, 0, coarse.length * fine),
        name('coarse'),
      ),
      step(
        'Conv',
        [concat.inputs.at(-1) ?? '', name('fine.weights'), name('shift')],
        name('fine'),
        conv.attributes,
      ),
      step('Add', [name('fine'), name('coarse')], output),
    ],
  );
}

interface ScaledMix {
  /** A 1×1 convolution; its output × `scales` is the map. */
  readonly mix: Step;
  readonly mixing: Constant;
  /** The mean of its output, from which the scales are calculated. */
  readonly average: Step;
  readonly scale: Step;
  readonly scales: string;
}

function scaledMixOf(graph: Graph, output: string): ScaledMix | undefined {
  const scale = producer(graph, output);
  const [mixed = '', scales = ''] = scale?.inputs ?? [];
  const mix = producer(graph, mixed);
  const mixing = graph.constants.get(mix?.inputs[1] ?? '');
  const average = consumers(graph, mixed).find(({ operator }) => operator === 'GlobalAveragePool');
  if (scale?.operator !== 'Mul' || mix?.operator !== 'Conv' || mix.inputs.length > 2) return;
  if (!mixing || !average || consumers(graph, mixed).length > 2) return undefined;
  const isMixing = mixing.shape[2] === 1 && mixing.shape[3] === 1 && groupOf(mix) === 1;
  return isMixing ? { mix, mixing, average, scale, scales } : undefined;
}

interface Enlarging {
  readonly step: Step;
  readonly source: string;
  readonly by: number;
}

/** An upsampling by a whole number that repeats pixels. */
function enlargingOf(graph: Graph, output: string): Enlarging | undefined {
  const resize = producer(graph, output);
  if (resize?.operator !== 'Resize' || consumers(graph, output).length > 1) return undefined;
  const [source = '', , scales = ''] = resize.inputs;
  const [images, channels, height, width] = graph.constants.get(scales)?.values ?? [];
  if (images !== 1 || channels !== 1 || height === undefined || height !== width) return undefined;
  const repeats =
    textOf(resize, 'mode') === 'nearest' &&
    textOf(resize, 'coordinate_transformation_mode') === 'asymmetric' &&
    textOf(resize, 'nearest_mode') === 'floor';
  return repeats && height % SIDE === 0 ? { step: resize, source, by: height } : undefined;
}

/** The same upsampling by another factor. */
function resized(graph: Graph, like: Step, source: string, by: number, output: string): Step {
  const scales = `${output}.scales`;
  graph.constants.set(scales, { shape: [4], values: Float32Array.of(1, 1, by, by) });
  return { ...like, inputs: [source, like.inputs[1] ?? '', scales], outputs: [output] };
}

/** What a 3×3 convolution gives for the enlarged source, without enlarging it. */
function enlarged(graph: Graph, source: string, weights: Constant, output: string): Step[] {
  const parts = PLACES.map(({ row, column }, index) => {
    const part = `${output}.place.${index}`;
    graph.constants.set(`${part}.weights`, weightsAt(weights, row, column));
    return step('Conv', [source, `${part}.weights`], part, [
      ...kernel(SIDE),
      integersAttribute('pads', [1 - row, 1 - column, row, column]),
    ]);
  });
  const places = parts.map(({ outputs }) => outputs[0] ?? '');
  return [
    ...parts,
    step('Concat', places, `${output}.places`, [integerAttribute('axis', 1)]),
    step('DepthToSpace', [`${output}.places`], output, [integerAttribute('blocksize', SIDE)]),
  ];
}

/** Weights for 2×2 pixels: sums of those of 3×3 that see the same pixel from this place. */
function weightsAt({ shape, values }: Constant, row: number, column: number): Constant {
  const [outputs = 0, inputs = 0] = shape;
  const sums = new Float32Array(outputs * inputs * SIDE * SIDE);
  for (let i = 0; i < values.length; i += 1) {
    const y = seenFrom(row, Math.floor(i / 3) % 3);
    const x = seenFrom(column, i % 3);
    sums[(Math.floor(i / 9) * SIDE + y) * SIDE + x]! += values[i] ?? 0;
  }
  return { shape: [outputs, inputs, SIDE, SIDE], values: sums };
}

/** The first place lies beside the pixel before, the second beside the next one. */
function seenFrom(place: number, tap: number): number {
  return tap > place ? 1 : 0;
}

interface Normalization {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

function normalizationOf({ constants }: Graph, norm: Step): Normalization | undefined {
  const [gain, offset, mean, variance] = norm.inputs.slice(1).map((name) => constants.get(name));
  const epsilon = floatOf(norm, 'epsilon');
  if (!gain || !offset || !mean || !variance || epsilon === undefined) return undefined;
  const scale = gain.values.map(
    (value, i) => value / Math.sqrt((variance.values[i] ?? 0) + epsilon),
  );
  const shift = offset.values.map((value, i) => value - (mean.values[i] ?? 0) * (scale[i] ?? 0));
  return { scale, shift };
}

function isThreeByThree(conv: Step, { shape: [, , height, width] }: Constant): boolean {
  const isPlain =
    groupOf(conv) === 1 &&
    integersOf(conv, 'strides').every((stride) => stride === 1) &&
    integersOf(conv, 'pads').every((pad) => pad === 1) &&
    integersOf(conv, 'pads').length === 4;
  return isPlain && height === 3 && width === 3 && conv.inputs.length === 2;
}

function groupOf(conv: Step): number {
  return integersOf(conv, 'group')[0] ?? 1;
}

function transposed({ shape, values }: Constant): Constant {
  const [rows = 0, columns = 0, ...rest] = shape;
  const turned = new Float32Array(values.length);
  values.forEach((value, i) => {
    turned[(i % columns) * rows + Math.floor(i / columns)] = value;
  });
  return { shape: [columns, rows, ...rest], values: turned };
}

function scaledRows({ shape, values }: Constant, scale: Float32Array): Constant {
  const each = values.length / scale.length;
  return { shape, values: values.map((value, i) => value * (scale[Math.floor(i / each)] ?? 0)) };
}

/** Weights of some of the input channels. */
function channelsFrom({ shape, values }: Constant, first: number, count: number): Constant {
  const [outputs = 0, inputs = 0, ...sides] = shape;
  const area = values.length / outputs / inputs;
  const kept = new Float32Array(outputs * count * area);
  for (let output = 0; output < outputs; output += 1) {
    const start = (output * inputs + first) * area;
    kept.set(values.subarray(start, start + count * area), output * count * area);
  }
  return { shape: [outputs, count, ...sides], values: kept };
}

function step(
  operator: string,
  inputs: string[],
  output: string,
  attributes: Step['attributes'] = [],
): Step {
  return { operator, inputs, outputs: [output], attributes };
}

function kernel(side: number): Field[] {
  return [integersAttribute('kernel_shape', [side, side])];
}
