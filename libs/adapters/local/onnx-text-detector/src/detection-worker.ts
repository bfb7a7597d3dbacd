import { parentPort, workerData } from 'node:worker_threads';
import { errorCode } from '@glyphwatch/domain';
import { freePixels } from '@glyphwatch/image-pages/free-pixels';
import { collectGarbage } from './collect-garbage.ts';
import { openLineReaders } from './line-reader.ts';
import { loadModels, type Models } from './models.ts';
import { picturesOf } from './picture.ts';
import { readPicture } from './read-picture.ts';
import type { Answer, Task, WorkerSettings } from './worker-messages.ts';

// In a thread of its own, because onnxruntime-node blocks the thread that calls it.
const settings = workerData as WorkerSettings;
let models: Promise<Models> | undefined;

async function answer({ image }: Task): Promise<Answer> {
  try {
    models ??= openModels();
    return { kind: 'read', ...(await readPicture(await models, image)) };
  } catch (error) {
    return failed(error);
  } finally {
    for (const { pixels } of picturesOf(image)) freePixels(pixels);
  }
}

async function openModels(): Promise<Models> {
  try {
    const readers = await openLineReaders(settings);
    return { ...(await loadModels(settings)), readers };
  } catch (error) {
    // Lets the next image try again, in case the installation has been repaired.
    models = undefined;
    throw error;
  }
}

function failed(error: unknown): Answer {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const code = errorCode(error);
  const reason = cause instanceof Error ? cause.message : undefined;
  return { kind: 'failed', message, ...(code ? { code } : {}), ...(reason ? { reason } : {}) };
}

parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await answer(task));
  collectGarbage();
});
