import type { TellingParts } from './parts.ts';

export interface Lease extends Pick<TellingParts, 'pause'> {
  readonly leaseMs: number;
  /** Resolves to `false` if the lease was lost; then it is not asked again. */
  renew(): Promise<boolean>;
}

/** Of a lease, before it is renewed. */
const RENEWED_AFTER = 1 / 3;

/** Does `work`, and renews the lease as long as it takes. A renewal under way ends before this does. */
export async function whileHeld<T>(work: () => Promise<T>, lease: Lease): Promise<T> {
  const state = { isDone: false, renewal: Promise.resolve() };
  void keepRenewing(lease, state);
  try {
    return await work();
  } finally {
    state.isDone = true;
    await state.renewal;
  }
}

async function keepRenewing(
  { pause, leaseMs, renew }: Lease,
  state: { isDone: boolean; renewal: Promise<void> },
): Promise<void> {
  for (let isHeld = true; isHeld;) {
    // What is told may end before, and then the process may.
    await pause(leaseMs * RENEWED_AFTER, { ref: false });
    if (state.isDone) return;
    // A store that does not answer now may do so before the lease ends.
    const renewal = renew().catch(() => true);
    state.renewal = renewal.then(() => undefined);
    isHeld = await renewal;
  }
}
