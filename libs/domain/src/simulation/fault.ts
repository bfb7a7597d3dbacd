import { type ErrorCode, GlyphwatchError } from '../index.ts';

/** What can happen to one call of a port. */
export type Fault =
  /** It fails before it took effect. */
  | { readonly kind: 'refused'; readonly error: Error }
  /** It took effect, and its answer got lost on the way. */
  | { readonly kind: 'lost'; readonly error: Error }
  /** The process dies before or after it took effect. */
  | { readonly kind: 'dead'; readonly when: 'before' | 'after' }
  /** The process stands still before or after it took effect, until it is thawed. */
  | { readonly kind: 'frozen'; readonly when: 'before' | 'after' };

export type Port = 'watchlists' | 'store' | 'detector' | 'notifier';

export interface Call {
  /** Counts the calls of one process from 0, in the order in which they begin. */
  readonly index: number;
  readonly port: Port;
  readonly method: string;
}

/** Every code that the port's comment names; the first is what a lost answer looks like. */
const CODES: Record<Port, readonly ErrorCode[]> = {
  watchlists: ['watchlist-unavailable', 'watchlist-invalid'],
  store: ['store-unavailable', 'store-misconfigured'],
  detector: [
    'detector-unavailable',
    'detector-misconfigured',
    'image-gone',
    'image-unreadable',
    'image-unsupported',
    'source-unavailable',
  ],
  notifier: ['notifier-unavailable', 'notification-refused', 'notifier-misconfigured'],
};

/** Ways in which a process ends or goes on elsewhere: what matters where two of them meet. */
export function interruptions({ port }: Call): Fault[] {
  return [
    { kind: 'dead', when: 'before' },
    { kind: 'dead', when: 'after' },
    { kind: 'frozen', when: 'before' },
    { kind: 'frozen', when: 'after' },
    { kind: 'lost', error: failure(CODES[port][0] ?? 'store-unavailable') },
  ];
}

/** Every fault that the call can meet. */
export function faultsOf(call: Call): Fault[] {
  const refused = CODES[call.port].map((code): Fault => ({
    kind: 'refused',
    error: failure(code),
  }));
  const bug: Fault = { kind: 'refused', error: new TypeError('a programming mistake') };
  // An adapter whose answer got lost tries again by itself, and finds its own claim ended.
  const retried: Fault[] =
    call.method === 'commit' ? [{ kind: 'lost', error: failure('claim-lost') }] : [];
  return [...interruptions(call), ...refused, bug, ...retried];
}

export function nameOf(fault: Fault): string {
  return 'when' in fault ? `${fault.kind} ${fault.when}` : `${fault.kind}: ${fault.error.message}`;
}

function failure(code: ErrorCode): GlyphwatchError {
  return new GlyphwatchError(code, `${code} by simulation`);
}
