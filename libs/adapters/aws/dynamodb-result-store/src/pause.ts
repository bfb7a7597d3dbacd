const FIRST_PAUSE_MS = 25;

/** Before each try but the first, with jitter, so that processes that were throttled together do not come back together. */
export async function pauseBefore(tries: number): Promise<void> {
  if (tries === 1) return;
  const ms = FIRST_PAUSE_MS * 2 ** (tries - 2) * (0.5 + Math.random() / 2);
  await new Promise((resolve) => setTimeout(resolve, ms));
}
