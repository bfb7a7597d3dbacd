import { InferenceSession, Tensor } from 'onnxruntime-node';
import { FloatBuffer } from './float-buffer.ts';
import type { PreparedModel } from './prepared-model.ts';

/** Writes the input of a network. */
export type Fill = (data: Float32Array) => void;

export interface Network {
  /** The output is valid until the next call. */
  run(inputShape: readonly number[], fill: Fill): Promise<Float32Array>;
}

/** The shape of the output for an input shape, so that output memory too can be reused. */
export type OutputShape = (inputShape: readonly number[]) => number[];

export async function openNetwork(
  model: PreparedModel,
  threads: number,
  outputShape: OutputShape,
): Promise<Network> {
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
  };
}

function reserve(buffer: FloatBuffer, shape: readonly number[]): Tensor {
  const length = shape.reduce((product, side) => product * side, 1);
  return new Tensor('float32', buffer.take(length), shape);
}
