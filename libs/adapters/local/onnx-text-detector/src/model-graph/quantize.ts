import {
  integerAttribute,
  integerConstant,
  integersAttribute,
  integersOf,
  type Constant,
  type Graph,
  type Step,
} from './graph.ts';
import { producer, replace } from './walk.ts';

/** What was seen at the input of a convolution on many pictures. */
export interface SeenInput {
  /** Nearly all numbers lie between these two. */
  readonly low: number;
  readonly high: number;
  /** Of each channel. */
  readonly means: readonly number[];
  readonly variances: readonly number[];
}

/** By the name of the convolution's output. */
export type SeenInputs = Readonly<Record<string, SeenInput>>;

const MICROSOFT = 'com.microsoft';
/** Steps of 8 bits. */
const LEVELS = 255;
/**
 * Seven bits instead of eight: processors with AVX2 but without VNNI add two products of a number and a weight in 16 bits, and
 * 2 · 255 · 64 fits there. https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html
 */
const MAX_WEIGHT = 64;
const TO_ROWS = [0, 2, 3, 1];
const TO_PLANES = [0, 3, 1, 2];

/**
 * Turns pointwise convolutions (1×1: they only mix the channels of a pixel) into products of small integers:
 *
 *     planes → channels last → 8 bits → · weights of 7 bits → float → planes → · 1
 *
 * The last is a convolution that changes nothing: ONNX Runtime joins it with the hard swish that follows, which would take
 * three times as long alone. The steps between them stay float, because they take little time and rounding them costs most of the accuracy. Rounded weights
 * shift the means of the outputs, which are known from the means of the inputs; the bias takes that back.
 */
export function quantize(graph: Graph, seen: SeenInputs): void {
  for (const [output, input] of Object.entries(seen)) {
    const conv = producer(graph, output);
    const weights = graph.constants.get(conv?.inputs[1] ?? '');
    if (!conv || !weights || !isPointwise(conv, weights) || weights.shape[1] !== input.means.length)
      throw new Error(`${output} is not a pointwise convolution of ${input.means.length} channels`);
    replace(graph, [conv], productOf(graph, conv, weights, input));
  }
}

export function isPointwise(conv: Step, { shape }: Constant): boolean {
  const [, , height, width] = shape;
  const isDense = (integersOf(conv, 'group')[0] ?? 1) === 1;
  const isPlain = ['pads', 'strides'].every((name) =>
    integersOf(conv, name).every((value) => value === (name === 'pads' ? 0 : 1)),
  );
  return conv.operator === 'Conv' && height === 1 && width === 1 && isDense && isPlain;
}

/** https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulIntegerToFloat */
function productOf(graph: Graph, conv: Step, weights: Constant, seen: SeenInput): Step[] {
  const [input = ''] = conv.inputs;
  const [output = ''] = conv.outputs;
  const name = (part: string): string => `${output}.int8.${part}`;
  const keep = (part: string, shape: readonly number[], values: Float32Array): string => {
    graph.constants.set(name(part), { shape, values });
    return name(part);
  };
  const [outputs = 0, channels = 0] = weights.shape;
  const { values, scales, shifts } = roundedWeights(weights, seen);
  const bias = graph.constants.get(conv.inputs[2] ?? '')?.values;
  const { scale, zero } = eightBits(seen);
  const from = [keep('scale', [], Float32Array.of(scale)), name('zero')];
  const by = [keep('scales', [outputs], scales), name('zeros')];
  const corrected = shifts.map((shift, output) => shift + (bias?.[output] ?? 0));
  return [
    integerConstant(name('zero'), [], Uint8Array.of(zero)),
    integerConstant(name('zeros'), [outputs], new Int8Array(outputs)),
    integerConstant(name('weights'), [channels, outputs], values),
    transpose(input, name('from'), TO_ROWS),
    contributed('QuantizeLinear', [name('from'), ...from], name('eight')),
    contributed(
      'MatMulIntegerToFloat',
      [
        ...[name('eight'), name('weights')],
        ...[from[0] ?? '', by[0] ?? '', from[1] ?? '', by[1] ?? ''],
        keep('bias', [outputs], corrected),
      ],
      name('rows'),
    ),
    transpose(name('rows'), name('planes'), TO_PLANES),
    {
      operator: 'Conv',
      inputs: [name('planes'), keep('same', [outputs, 1, 1, 1], new Float32Array(outputs).fill(1))],
      outputs: [output],
      attributes: [integersAttribute('kernel_shape', [1, 1]), integerAttribute('group', outputs)],
    },
  ];
}

function transpose(input: string, output: string, order: readonly number[]): Step {
  const attributes = [integersAttribute('perm', order)];
  return { operator: 'Transpose', inputs: [input], outputs: [output], attributes };
}

function contributed(operator: string, inputs: string[], output: string): Step {
  return { operator, domain: MICROSOFT, inputs, outputs: [output], attributes: [] };
}

/** 0 must be one of the steps. */
function eightBits(seen: SeenInput): { scale: number; zero: number } {
  const low = Math.min(0, seen.low);
  const scale = Math.fround((Math.max(0, seen.high) - low) / LEVELS);
  return { scale, zero: Math.round(-low / scale) };
}

interface RoundedWeights {
  /** Channel × output. */
  readonly values: Int8Array;
  /** Of each output. */
  readonly scales: Float32Array;
  /** What rounding takes from the mean of each output. */
  readonly shifts: Float32Array;
}

function roundedWeights({ shape, values }: Constant, seen: SeenInput): RoundedWeights {
  const [outputs = 0, channels = 0] = shape;
  const rounded = new Int8Array(values.length);
  const scales = new Float32Array(outputs);
  const shifts = new Float32Array(outputs);
  for (let output = 0; output < outputs; output += 1) {
    const row = values.subarray(output * channels, (output + 1) * channels);
    const scale = bestScale(row, seen);
    let shift = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      const weight = row[channel] ?? 0;
      const whole = inSteps(weight, scale);
      rounded[channel * outputs + output] = whole;
      shift += (weight - whole * scale) * (seen.means[channel] ?? 0);
    }
    scales[output] = scale;
    shifts[output] = shift;
  }
  return { values: rounded, scales, shifts };
}

/** Scales that are tried: clipping the largest weight makes the steps of all others finer. */
const CLIPPINGS = Array.from({ length: 25 }, (_, index) => 1 - index / 50);

/** The one with which the output deviates least. */
function bestScale(row: Float32Array, { variances }: SeenInput): number {
  const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [best, least] = [1, Infinity];
  for (const clipping of CLIPPINGS) {
    const scale = Math.fround((clipping * largest) / MAX_WEIGHT) || 1;
    let error = 0;
    for (let channel = 0; channel < row.length && error < least; channel += 1) {
      const weight = row[channel] ?? 0;
      error += (weight - inSteps(weight, scale) * scale) ** 2 * (variances[channel] ?? 0);
    }
    if (error < least) [best, least] = [scale, error];
  }
  return best;
}

function inSteps(weight: number, scale: number): number {
  return Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, Math.round(weight / scale)));
}
