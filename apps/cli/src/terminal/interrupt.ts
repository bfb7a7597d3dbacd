/**
 * A terminal sends Ctrl-C to this process and to the older Node that handed over to it, which passes it on, too: two signals
 * this close together are one. Milliseconds.
 */
const ECHO_MS = process.env['GLYPHWATCH_HANDED_OVER'] === undefined ? 0 : 200;

/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, and work in progress is finished. The second finds no listener and
 * ends the process at once; the next run picks up what it left.
 */
export function abortOnInterrupt(onFirst: () => void): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const release = (): void => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  };
  const stop = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      controller.abort();
      onFirst();
    } else if (performance.now() - firstAt >= ECHO_MS) {
      release();
      process.kill(process.pid, signal);
    }
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, release };
}
