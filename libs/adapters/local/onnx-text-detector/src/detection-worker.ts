import { parentPort, workerData } from 'node:worker_threads';
import { errorCode } from '@glyphwatch/domain';
import { collectGarbage } from './collect-garbage.ts';
import { freePixels } from './free-pixels.ts';
import { loadModels, type Models } from './models.ts';
import { readPicture } from './read-picture.ts';
import type { Answer, Task, WorkerSettings } from './worker-messages.ts';

// onnxruntime-node blocks the thread it runs on; this file is the thread it may block.
const { threads, modelFolder } = workerData as WorkerSettings;
let models: Promise<Models> | undefined;

async function answer({ image }: Task): Promise<Answer> {
  try {
    models ??= openModels();
    return { kind: 'read', lines: await readPicture(await models, image) };
  } catch (error) {
    return failed(error);
  } finally {
    freePixels(image.picture.pixels);
    freePixels(image.overview.pixels);
  }
}

async function openModels(): Promise<Models> {
  try {
    return await loadModels(threads, modelFolder);
  } catch (error) {
    // The next image tries again: somebody may have repaired the installation.
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
