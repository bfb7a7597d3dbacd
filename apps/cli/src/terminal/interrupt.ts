/**
 * The first Ctrl-C (or SIGTERM) aborts: what is in hand is finished. The second finds no listener any more and ends
 * the process at once; what it leaves is finished by the next run.
 */
export function abortOnInterrupt(onFirst: () => void): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = (): void => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  };
  const stop = (): void => {
    release();
    controller.abort();
    onFirst();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, release };
}
