import { errorCode, type ErrorCode } from '../index.ts';

/** What a promise was rejected with; that it was rejected, and with this code, is checked. */
export async function failureOf(attempt: Promise<unknown>, code: ErrorCode): Promise<Error> {
  const error = await attempt.then(
    () => new Error(`resolved, but ${code} was promised`),
    (reason: unknown) => reason,
  );
  if (errorCode(error) !== code) throw surprise(error, code);
  if (!(error instanceof Error) || error.message.trim() === '') {
    throw new Error(`${code} came without a message that says what to do next`);
  }
  return error;
}

function surprise(error: unknown, code: ErrorCode): Error {
  const seen = errorCode(error) ?? (error instanceof Error ? error.message : typeof error);
  return new Error(`expected a failure with the code ${code}, got: ${seen}`, { cause: error });
}
