/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, and work in progress is finished. The second finds no listener and
 * ends the process at once; the next run picks up what it left.
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
