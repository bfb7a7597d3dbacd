import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CpuLimit } from './cpu-limit.ts';
import type { Answer } from './decoder-thread.ts';
import { unsupported } from './unsupported.ts';

/** Of computing; a sound page takes a tenth of it. */
const SECONDS_PER_PAGE = 20;
/** So that a file of which every page is hostile does not take hours. */
const MAX_DEATHS = 3;
/** Other programs have other limits. */
const REMEDY = 'Save it as PNG or JPEG.';

/**
 * A thread that decodes the pages of one file: its decoder blocks the thread that calls it, and a hostile page may occupy it
 * for ever. A thread that takes too long or breaks down is ended, and the next page starts another.
 */
export class DecoderWorker implements AsyncDisposable {
  readonly #file: URL;
  readonly #data: object;
  readonly #secondsPerPage: number;
  #worker: Worker | undefined;
  #deaths = 0;

  /** `data` is copied to the thread. */
  constructor(file: URL, data: object, secondsPerPage = SECONDS_PER_PAGE) {
    this.#file = file;
    this.#data = data;
    this.#secondsPerPage = secondsPerPage;
  }

  /** Fails with `image-unsupported`, for the reason that the thread gives or because it had to be ended. */
  async ask<T>(question: object): Promise<T> {
    if (this.#deaths >= MAX_DEATHS) {
      throw unsupported(`The decoder was broken by ${MAX_DEATHS} other pages. ${REMEDY}`);
    }
    this.#worker ??= startSilently(this.#file, this.#data);
    const answer = await this.#answerOf<T>(this.#worker, question);
    if (answer.kind === 'answered') return answer.value;
    if (answer.isBroken) await this.#end();
    const message = answer.isBroken ? `${answer.message} ${REMEDY}` : answer.message;
    throw unsupported(message, new Error(answer.reason));
  }

  async #answerOf<T>(worker: Worker, question: object): Promise<Answer<T>> {
    using limit = new CpuLimit(worker, this.#secondsPerPage);
    const { signal } = limit;
    try {
      worker.postMessage(question);
      const [answer] = await once(worker, 'message', { signal });
      return answer as Answer<T>;
    } catch (cause) {
      await this.#end();
      const what = signal.aborted
        ? `It takes longer than ${this.#secondsPerPage} s to decode.`
        : 'It broke the decoder.';
      throw unsupported(`${what} ${REMEDY}`, cause);
    }
  }

  async #end(): Promise<void> {
    this.#deaths += 1;
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** Decoders print what they find wrong, which would end up between our own output. */
function startSilently(file: URL, data: object): Worker {
  const worker = new Worker(file, { workerData: data, execArgv: [], stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
