import { failureText } from '../terminal/failure-text.ts';
import type { ScanSession } from './scan-session.ts';

const SWEEP_MS = 60_000;

/** For a command that goes on: sends what channels did not accept before. To be cleared in the end. */
export function sweepOften({
  sendPending,
  statusLine,
}: Pick<ScanSession, 'sendPending' | 'statusLine'>): NodeJS.Timeout {
  const sweep = (): void => {
    sendPending(false).catch((error: unknown) => statusLine.say(failureText(error)));
  };
  return setInterval(sweep, SWEEP_MS);
}
