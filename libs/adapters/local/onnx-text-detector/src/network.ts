import { InferenceSession, Tensor } from 'onnxruntime-node';
import { FloatBuffer } from './float-buffer.ts';
import { sendNoTelemetry } from './no-telemetry.ts';
import type { PreparedModel } from './prepared-model.ts';

/** Writes the input of a network. */
export type Fill = (data: Float32Array) => void;

export interface Network {
  /** The output is valid until the next call. */
  run(inputShape: readonly number[], fill: Fill): Promise<Float32Array>;
  /** The shape and numbers of the output for zeros, whatever they are. */
  try(inputShape: readonly number[]): Promise<Output>;
}

export interface Output {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The three networks, and the characters of the last one's classes. */
export interface Networks {
  /** Picture → probability that each pixel belongs to a text line. */
  readonly detection: Network;
  /** Strip → probabilities that it is upright, and upside down. */
  readonly orientation: Network;
  /** Strip → probability of each character at each step along it. */
  readonly recognition: Network;
  /** Class 0 is the blank, class n the n-th character, the last class the space. */
  readonly characters: readonly string[];
}

/** The shape of the output for an input shape, so that output memory too can be reused. */
export type OutputShape = (inputShape: readonly number[]) => number[];

/** The error says it all; ONNX Runtime would print it, too. */
const QUIET: InferenceSession.RunOptions = { logSeverityLevel: 4 };

export async function openNetwork(
  model: PreparedModel,
  threads: number,
  outputShape: OutputShape,
): Promise<Network> {
  sendNoTelemetry();
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Every picture has its own shape: a cached plan for each would cost 130 MB and save nothing.
    enableMemPattern: false,
    // Denormal numbers are many times slower than zeros.
    extra: { session: { set_denormal_as_zero: '1' } },
  };
  const session = await (typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options));
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const inputs = new FloatBuffer();
  const outputs = new FloatBuffer();
  return {
    async run(shape, fill) {
      const given = reserve(inputs, shape);
      fill(given.data as Float32Array);
      const taken = reserve(outputs, outputShape(shape));
      await session.run({ [input]: given }, { [output]: taken });
      return taken.data as Float32Array;
    },
    async try(shape) {
      const given = reserve(inputs, shape);
      (given.data as Float32Array).fill(0);
      const { [output]: taken } = await session.run({ [input]: given }, QUIET);
      return { shape: taken?.dims ?? [], data: taken?.data as Float32Array };
    },
  };
}

function reserve(buffer: FloatBuffer, shape: readonly number[]): Tensor {
  const length = shape.reduce((product, side) => product * side, 1);
  return new Tensor('float32', buffer.take(length), shape);
}
