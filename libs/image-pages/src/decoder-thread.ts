import { parentPort } from 'node:worker_threads';
import { hasErrorCode } from '@glyphwatch/domain';

/** Errors lose their class and code between threads, so they are sent as data. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly reason: string;
      /** The thread must not be asked again. */
      readonly isBroken: boolean;
    };

/** Answers in the thread what `DecoderWorker` asks. */
export function answerQuestions<Question>(
  answer: (
    question: Question,
  ) => Promise<{ readonly value: unknown; readonly moved?: ArrayBuffer }>,
): void {
  parentPort?.on('message', async (question: Question) => {
    try {
      const { value, moved } = await answer(question);
      parentPort?.postMessage({ kind: 'answered', value }, moved ? [moved] : []);
    } catch (error) {
      parentPort?.postMessage(failed(error));
    }
  });
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
