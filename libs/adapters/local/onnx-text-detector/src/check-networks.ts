import { basename } from 'node:path';
import { misconfigured } from './misconfigured.ts';
import type { ModelFiles } from './model-files.ts';
import type { Network, Networks, Output } from './network.ts';
import { STEP_WIDTH, STRIP_HEIGHT } from './strip.ts';

/** Pixels of a blank line on which the models are tried. */
const WIDTH = 96;
/** Between two opened files, rounding differs. */
const TOLERANCE = 0.01;

/**
 * Tries models of one's own on a blank line, because one that does not fit may only read nonsense. Fails with
 * `detector-misconfigured`, and what is wrong with which file.
 */
export async function checkNetworks(networks: Networks, files: ModelFiles): Promise<void> {
  const line = [1, 3, STRIP_HEIGHT, WIDTH];
  await checkReading(networks, files, line);
  await checkShape(networks.detection, files.detection, [1, 3, WIDTH, WIDTH], [1, 1, WIDTH, WIDTH]);
  await checkShape(networks.orientation, files.orientation, line, [1, 2]);
}

async function checkReading(
  { recognition, characters }: Networks,
  files: ModelFiles,
  input: readonly number[],
): Promise<void> {
  const { shape, data } = await tried(recognition, files.recognition, input);
  const [model, dictionary] = [basename(files.recognition), basename(files.dictionary)];
  const [, steps, classes = 0] = shape;
  if (shape.length !== 3 || steps !== WIDTH / STEP_WIDTH) {
    throw misfit(
      files.recognition,
      input,
      shape,
      `1 × ${WIDTH / STEP_WIDTH} × classes, one step for ${STEP_WIDTH} pixels`,
    );
  }
  if (classes !== characters.length) {
    throw misconfigured(
      `${model} tells ${classes} classes apart, which are the blank, ${classes - 2} characters and the space, but ` +
        `${dictionary} has ${characters.length - 2} characters. Use the dictionary that the model was trained with.`,
    );
  }
  const sum = data.subarray(0, classes).reduce((total, one) => total + one, 0);
  if (Math.abs(sum - 1) > TOLERANCE) {
    throw misconfigured(
      `${model} does not give probabilities, which have the sum 1, but numbers with the sum ${sum.toFixed(2)}. Export it with its softmax.`,
    );
  }
}

async function checkShape(
  network: Network,
  file: string,
  input: readonly number[],
  wanted: readonly number[],
): Promise<void> {
  const { shape } = await tried(network, file, input);
  if (shape.join() !== wanted.join()) throw misfit(file, input, shape, product(wanted));
}

async function tried(network: Network, file: string, input: readonly number[]): Promise<Output> {
  return network.try(input).catch((cause: unknown) => {
    const message = `${basename(file)} does not take a picture of ${product(input)} numbers, as PP-OCR's models do.`;
    throw misconfigured(message, cause);
  });
}

function misfit(
  file: string,
  input: readonly number[],
  actual: readonly number[],
  wanted: string,
): Error {
  return misconfigured(
    `${basename(file)} gives ${product(actual)} numbers for ${product(input)}; models that can be used here give ${wanted}.`,
  );
}

function product(shape: readonly number[]): string {
  return shape.join(' × ');
}
