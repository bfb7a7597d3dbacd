import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { hasErrorCode } from '@glyphwatch/domain';

/** Errors lose their class and code between processes, so they are sent as data. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly reason: string;
      /** The process must not be asked again. */
      readonly isBroken: boolean;
    };

/** The first message to the process; questions follow. */
export interface Job<Data> {
  readonly data: Data;
  /** Of computing at one question. */
  readonly seconds: number;
}

/** Ends a process that computes for too long; no crash of a decoder raises it. */
export const TOO_LONG = 'SIGXCPU';

/**
 * Answers in the process what `DecoderWorker` asks. A terminal's Ctrl-C reaches it too, and is left to the process that asks,
 * with which this one ends.
 */
export async function answerQuestions<Data, Question>(
  answer: (question: Question, data: Data) => Promise<unknown>,
): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit());
  const [{ data, seconds }] = (await once(process, 'message')) as [Job<Data>];
  const watchdog = new Worker(WATCHDOG, {
    eval: true,
    execArgv: [],
    workerData: { parent: process.ppid, seconds, TOO_LONG },
  });
  process.on('message', async (question: Question) => {
    watchdog.postMessage('asked');
    process.send?.(await answer(question, data).then(answered, failed));
  });
}

/**
 * A decoder blocks the thread that calls it, so another one looks at what the process has computed, and whether anyone waits for it.
 * Plain JavaScript: Node strips types with WebAssembly, which is kept away from two threads at once (see `DecoderWorker`).
 */
const WATCHDOG = `
  const { parentPort, workerData: { parent, seconds, TOO_LONG } } = require('node:worker_threads');
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  let before = 0;
  parentPort.on('message', () => { before = used(); });
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    if (used() - before >= seconds) process.kill(process.pid, TOO_LONG);
  }, 250);`;

function answered(value: unknown): Answer<unknown> {
  return { kind: 'answered', value };
}

function failed(error: unknown): Answer<never> {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const isExpected = hasErrorCode(error, 'image-unsupported');
  return {
    kind: 'failed',
    message: isExpected ? message : 'It broke the decoder, or takes too much memory.',
    reason: isExpected && cause instanceof Error ? cause.message : message,
    isBroken: !isExpected,
  };
}
