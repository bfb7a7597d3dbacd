import { ago, fullTime } from './times.ts';

/** A moment: how long ago, and in full for pointers and screen readers. */
export function Time({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {ago(at)}
    </time>
  );
}
