import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Answer, type Job, TOO_LONG } from './decoder-process.ts';
import { unsupported } from './unsupported.ts';

/** Of computing; a sound page takes a tenth of it. */
const SECONDS_PER_PAGE = 20;
/** A busy machine gives a process a part of its time; one that does nothing for so long never will. */
const MOST_WAITING = 5;
/** So that a file of which every page is hostile does not take hours. */
const MAX_DEATHS = 3;
/** How a process ends whose program is broken, not its input. */
const CRASHES: readonly unknown[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGTRAP'];
/** Other programs have other limits. */
const REMEDY = 'Save it as PNG or JPEG.';

/**
 * A process that decodes the pages of one file: its decoder blocks the thread that calls it, and a hostile page may occupy it
 * for ever. A process that takes too long or breaks down is ended, and the next page starts another.
 *
 * It is no thread, because V8 keeps one list of compiled WebAssembly for all threads of a process, which breaks now and then
 * while one starts or ends, and takes the whole process with it: https://github.com/nodejs/node/issues/64500
 */
export class DecoderWorker implements AsyncDisposable {
  readonly #file: URL;
  readonly #job: Job<object>;
  #child: ChildProcess | undefined;
  #deaths = 0;

  /** `data` is copied to the process. */
  constructor(file: URL, data: object, seconds = SECONDS_PER_PAGE) {
    this.#file = file;
    this.#job = { data, seconds };
  }

  /**
   * Fails with `image-unsupported`, for the reason that the process gives or because it had to be ended. A crash is no reason, as
   * long as the page does not crash a second process.
   */
  async ask<T>(question: object): Promise<T> {
    if (this.#deaths >= MAX_DEATHS) {
      throw unsupported(`The decoder was broken by ${MAX_DEATHS} other pages. ${REMEDY}`);
    }
    const answer = (await this.#answerOf<T>(question)) ?? (await this.#answerOf<T>(question));
    if (answer?.kind === 'answered') return answer.value;
    if (answer && !answer.isBroken) throw unsupported(answer.message, new Error(answer.reason));
    this.#deaths += 1;
    await this[Symbol.asyncDispose]();
    const { message, reason } = answer ?? { message: 'It broke the decoder.', reason: 'a crash' };
    throw unsupported(`${message} ${REMEDY}`, new Error(reason));
  }

  /** `undefined` after a crash. */
  async #answerOf<T>(question: object): Promise<Answer<T> | undefined> {
    const { seconds } = this.#job;
    const tooLong = AbortSignal.timeout(seconds * MOST_WAITING * 1000);
    const answered = new AbortController();
    const signal = AbortSignal.any([tooLong, answered.signal]);
    const child = (this.#child ??= this.#start());
    try {
      child.send(question);
      const ended = once(child, 'exit', { signal }).then(([code, name]) => {
        if (CRASHES.includes(name)) return undefined;
        throw new Error(name ?? `exit code ${code}`);
      });
      const answer = once(child, 'message', { signal }).then(([message]) => message as Answer<T>);
      return await Promise.race([answer, ended]);
    } catch (error) {
      const { message: reason } = error instanceof Error ? error : new Error(String(error));
      const isLong = tooLong.aborted || reason === TOO_LONG;
      const message = isLong
        ? `It takes longer than ${seconds} s to decode.`
        : 'It broke the decoder.';
      return { kind: 'failed', message, reason, isBroken: true };
    } finally {
      answered.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    if (child.kill('SIGKILL')) await ended;
  }

  /** Decoders print what they find wrong, which would end up between our own output. */
  #start(): ChildProcess {
    const child = fork(fileURLToPath(this.#file), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // It may be killed between two pages.
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    // How it ended says why.
    child.on('error', () => undefined);
    child.send(this.#job);
    return child;
  }
}
