import { type ErrorCode, GlyphwatchError } from '../index.ts';

/** What can happen to one call of a port. */
export type Fault =
  /** It fails before it takes effect. */
  | { readonly kind: 'refused'; readonly error: Error }
  /** It takes effect, but its answer is lost. */
  | { readonly kind: 'lost'; readonly error: Error }
  /** The process dies before or after it takes effect. */
  | { readonly kind: 'dead'; readonly when: 'before' | 'after' }
  /** The process is suspended before or after it takes effect, until it is thawed. */
  | { readonly kind: 'frozen'; readonly when: 'before' | 'after' };

export type Port = 'watchlists' | 'store' | 'detector' | 'notifier';

export interface Call {
  /** The number of the call in its process, from 0. */
  readonly index: number;
  readonly port: Port;
  readonly method: string;
}

/** The codes in each port's comment; the first is that of a lost answer. */
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

/** The faults that matter when two processes meet. */
export function interruptions({ port }: Call): Fault[] {
  return [
    { kind: 'dead', when: 'before' },
    { kind: 'dead', when: 'after' },
    { kind: 'frozen', when: 'before' },
    { kind: 'frozen', when: 'after' },
    { kind: 'lost', error: failure(CODES[port][0] ?? 'store-unavailable') },
  ];
}

/** Every fault of a call. */
export function faultsOf(call: Call): Fault[] {
  const refused = CODES[call.port].map((code): Fault => ({
    kind: 'refused',
    error: failure(code),
  }));
  const bug: Fault = { kind: 'refused', error: new TypeError('a bug') };
  // After a lost answer an adapter retries on its own, and finds that its claim has ended.
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
