import { type ErrorCode, GlyphwatchError } from '../index.ts';

/** What can happen to one call of a port. */
export type Fault =
  /** It fails before it takes effect. */
  | { readonly kind: 'refused'; readonly error: Error }
  /** It takes effect, but its answer is lost. */
  | { readonly kind: 'lost'; readonly error: Error }
  /** It takes effect, but its answer is lost, and the adapter asks again. */
  | { readonly kind: 'repeated' }
  /** The process dies before or after it takes effect. */
  | { readonly kind: 'dead'; readonly when: 'before' | 'after' }
  /** The process is suspended before or after it takes effect, until it is thawed. */
  | { readonly kind: 'frozen'; readonly when: 'before' | 'after' };

export type Port = 'watchlists' | 'store' | 'deliveries' | 'detector' | 'notifier';

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
  deliveries: ['store-unavailable', 'store-misconfigured'],
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

/** Of what only one of several is granted: whoever asks again is refused. */
const ANSWERED_ONCE: ReadonlySet<string> = new Set(['commit', 'change', 'postpone']);

/** Calls that change nothing: a process that dies there might as well have died after the call before. */
const READS: ReadonlySet<string> = new Set([
  ...['current', 'detectText', 'find', 'list', 'listUnrecorded'],
  ...['now', 'look', 'channels', 'notifications'],
]);

/** The faults that matter when two processes meet. Dying before a call is like dying after the one before it. */
export function interruptions({ port, method }: Call): Fault[] {
  const ofAny: Fault[] = [
    { kind: 'frozen', when: 'after' },
    { kind: 'lost', error: failure(CODES[port][0] ?? 'store-unavailable') },
  ];
  const ofWrites: Fault[] = [
    { kind: 'dead', when: 'after' },
    { kind: 'frozen', when: 'before' },
  ];
  return READS.has(method) ? ofAny : [...ofWrites, ...ofAny];
}

/** Every fault of a call. */
export function faultsOf(call: Call): Fault[] {
  const refused = CODES[call.port].map((code): Fault => ({
    kind: 'refused',
    error: failure(code),
  }));
  const bug: Fault = { kind: 'refused', error: new TypeError('a bug') };
  const repeated: Fault[] = ANSWERED_ONCE.has(call.method) ? [{ kind: 'repeated' }] : [];
  const dead: Fault = { kind: 'dead', when: 'before' };
  return [dead, ...interruptions(call), ...refused, bug, ...repeated];
}

export function nameOf(fault: Fault): string {
  if (fault.kind === 'repeated') return fault.kind;
  return 'when' in fault ? `${fault.kind} ${fault.when}` : `${fault.kind}: ${fault.error.message}`;
}

function failure(code: ErrorCode): GlyphwatchError {
  return new GlyphwatchError(code, `${code} by simulation`);
}
