import { InferenceSession, Tensor } from 'onnxruntime-node';
import { rewriteModel } from '../model-graph/graph.ts';
import { isPointwise, type SeenInputs } from '../model-graph/quantize.ts';
import type { Fill, Network } from '../network.ts';
import { exposeValues } from './expose-values.ts';
import { SeenValues } from './seen-values.ts';

/** Convolutions with fewer weights are not faster in integers. */
const MIN_WEIGHTS = 8192;

/** A recognition network that notes what goes into those of its convolutions that take most of the time. */
export class ObservedRecognition implements Network {
  /** By the name of the value. */
  readonly #values = new Map<string, SeenValues>();
  /** Of each convolution: its output and its input. */
  readonly #convolutions: readonly (readonly [output: string, input: string])[];
  readonly #session: Promise<InferenceSession>;

  constructor(model: Uint8Array) {
    this.#convolutions = largeConvolutions(model);
    const inputs = this.#convolutions.map(([, input]) => input);
    this.#session = InferenceSession.create(exposeValues(model, inputs), { intraOpNumThreads: 1 });
  }

  async run(shape: readonly number[], fill: Fill): Promise<Float32Array> {
    const session = await this.#session;
    const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
    fill(data);
    const [input = ''] = session.inputNames;
    const results = await session.run({ [input]: new Tensor('float32', data, shape) });
    for (const [, name] of this.#convolutions) {
      const values = this.#values.get(name) ?? new SeenValues();
      values.add(results[name]?.data as Float32Array, results[name]?.dims ?? []);
      this.#values.set(name, values);
    }
    return results[session.outputNames[0] ?? '']?.data as Float32Array;
  }

  try(): never {
    throw new Error('The packaged model needs no trial.');
  }

  /**
   * By the outputs of the convolutions. Where lines are one number high already, little is calculated; and the last convolution
   * before stays float, because rounding it costs as much accuracy as rounding all others and saves 4 % of the time.
   */
  seen(): SeenInputs {
    const entries = this.#convolutions.flatMap(([output, input]) => {
      const values = this.#values.get(input);
      return values?.isFlat === false ? [[output, values.summary()] as const] : [];
    });
    return Object.fromEntries(entries.slice(0, -1));
  }
}

function largeConvolutions(model: Uint8Array): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  rewriteModel(model, ({ steps, constants }) => {
    for (const step of steps) {
      const weights = constants.get(step.inputs[1] ?? '');
      if (!weights || weights.values.length < MIN_WEIGHTS || !isPointwise(step, weights)) continue;
      found.push([step.outputs[0] ?? '', step.inputs[0] ?? '']);
    }
  });
  return found;
}
