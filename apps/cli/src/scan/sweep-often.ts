import { failureText } from '../terminal/failure-text.ts';
import type { ScanSession } from './scan-session.ts';

const SWEEP_MS = 60_000;

/** For a command that goes on: tells what waits. To be cleared in the end. */
export function sweepOften({
  tellWaiting,
  statusLine,
}: Pick<ScanSession, 'tellWaiting' | 'statusLine'>): NodeJS.Timeout {
  const sweep = (): void => {
    tellWaiting().catch((error: unknown) => statusLine.say(failureText(error)));
  };
  return setInterval(sweep, SWEEP_MS);
}
