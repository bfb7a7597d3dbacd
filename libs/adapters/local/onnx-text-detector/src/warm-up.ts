import type { Models } from './models.ts';
import { stripShape } from './network-inputs.ts';
import type { Size } from './overview-size.ts';
import { STRIP_HEIGHT } from './strip.ts';

/** As wide as strips usually come. */
const STRIP_WIDTH = 20 * STRIP_HEIGHT;

/**
 * Runs the largest shapes first. onnxruntime keeps what memory it took and fits smaller shapes into it; met in rising
 * order, every larger one would take new memory beside the old.
 */
export async function warmUp(models: Models, { width, height }: Size): Promise<void> {
  await models.detection.run([1, 3, height, width], (data) => data.fill(0));
  await models.recognition.run(stripShape(STRIP_WIDTH), (data) => data.fill(0));
}
