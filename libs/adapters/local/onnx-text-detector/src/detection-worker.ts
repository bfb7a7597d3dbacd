import { parentPort, workerData } from 'node:worker_threads';
import { errorCode } from '@glyphwatch/domain';
import { loadModels, type Models } from './models.ts';
import type { Picture } from './picture.ts';
import { readPicture } from './read-picture.ts';
import type { Answer, Task, WorkerSettings } from './worker-messages.ts';

// onnxruntime-node blocks the thread it runs on; this file is the thread it may block.
const { threads } = workerData as WorkerSettings;
let models: Promise<Models> | undefined;

async function answer({ image }: Task): Promise<Answer> {
  try {
    models ??= loadModels(threads);
    return { kind: 'read', lines: await readPicture(await models, image) };
  } catch (cause) {
    models = undefined;
    const { message } = cause instanceof Error ? cause : new Error(String(cause));
    const code = errorCode(cause);
    return { kind: 'failed', message, ...(code ? { code, reason: reasonOf(cause) } : {}) };
  } finally {
    release(image.picture);
    release(image.overview);
  }
}

/** Gives the memory back now; the garbage collector would wait until several pictures have piled up. */
function release({ pixels }: Picture): void {
  if (pixels.buffer instanceof ArrayBuffer)
    structuredClone(pixels.buffer, { transfer: [pixels.buffer] });
}

function reasonOf(error: unknown): string | undefined {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
}

parentPort?.on('message', async (task: Task) => parentPort?.postMessage(await answer(task)));
