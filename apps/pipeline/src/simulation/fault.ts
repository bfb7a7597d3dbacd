import { type ErrorCode, GlyphwatchError } from '@glyphwatch/domain';

/** What can happen to one call of a port. */
export type Fault =
  /** It fails before it takes effect. */
  | { readonly kind: 'refused'; readonly error: Error }
  /** It takes effect, but its answer is lost. */
  | { readonly kind: 'lost'; readonly error: Error }
  /** It takes effect for some of its rows or recipients, and fails. */
  | { readonly kind: 'partial'; readonly error: Error }
  /** It takes effect, but its answer is lost, and the adapter asks again. */
  | { readonly kind: 'repeated' }
  /** It, or its answer, takes so long. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The process dies before or after it takes effect. */
  | { readonly kind: 'dead'; readonly when: 'before' | 'after' }
  /** The process stands still before or after it takes effect. */
  | { readonly kind: 'frozen'; readonly when: 'before' | 'after'; readonly ms: number };

export const PORTS = [
  'watchlists',
  'store',
  'deliveries',
  'detector',
  'notifier',
  'bucket',
  'queue',
] as const;
export type Port = (typeof PORTS)[number];

export interface Call {
  /** The number of the call in its process since it was invoked, from 0. */
  readonly index: number;
  readonly port: Port;
  readonly method: string;
}

/** The codes in each port's comment; the first is that of a lost answer. */
export const CODES: Readonly<Record<Port, readonly [ErrorCode, ...ErrorCode[]]>> = {
  watchlists: ['watchlist-unavailable', 'watchlist-invalid'],
  store: ['store-unavailable', 'store-misconfigured'],
  deliveries: ['store-unavailable', 'store-misconfigured'],
  detector: [
    'detector-unavailable',
    'detector-misconfigured',
    'image-unreadable',
    'source-unavailable',
  ],
  notifier: ['notifier-unavailable', 'notification-refused', 'notifier-misconfigured'],
  bucket: ['source-unavailable', 'image-unreadable'],
  queue: ['source-unavailable'],
};

/** Of what only one of several is granted: whoever asks again is refused. */
const ANSWERED_ONCE: ReadonlySet<string> = new Set(['commit', 'change', 'postpone']);

/** Not atomic: for each row, or for each recipient. */
const IN_PARTS: ReadonlySet<string> = new Set(['add', 'postpone', 'end', 'notify']);

/** Calls that change nothing: a process that dies there might as well have died after the call before. */
const READS: ReadonlySet<string> = new Set([
  ...['current', 'detectText', 'find', 'list', 'listUnrecorded'],
  ...['now', 'look', 'channels', 'notifications'],
]);

/** The faults that matter when two processes meet. Dying before a call is like dying after the one before it. */
export function interruptions({ port, method }: Call, frozenMs: number): Fault[] {
  const ofAny: Fault[] = [{ kind: 'frozen', when: 'after', ms: frozenMs }, LOST[port]];
  const ofWrites: Fault[] = [
    { kind: 'dead', when: 'after' },
    { kind: 'frozen', when: 'before', ms: frozenMs },
  ];
  return READS.has(method) ? ofAny : [...ofWrites, ...ofAny];
}

/** Every fault of a call. */
export function faultsOf(call: Call, frozenMs: number): Fault[] {
  const { port, method } = call;
  return [
    { kind: 'dead', when: 'before' },
    ...interruptions(call, frozenMs),
    ...REFUSALS[port],
    { kind: 'slow', ms: frozenMs },
    ...(ANSWERED_ONCE.has(method) ? [{ kind: 'repeated' } as const] : []),
    ...(IN_PARTS.has(method) ? [{ ...LOST[port], kind: 'partial' } as const] : []),
  ];
}

/** Made once: most of the cost of a fault is its error. */
const LOST = ofEachPort((port) => ({ kind: 'lost', error: failure(CODES[port][0]) }) as const);
const REFUSALS = ofEachPort((port): readonly Fault[] => [
  ...CODES[port].map((code): Fault => ({ kind: 'refused', error: failure(code) })),
  { kind: 'refused', error: new TypeError('a bug') },
]);

function ofEachPort<T>(make: (port: Port) => T): Readonly<Record<Port, T>> {
  const [watchlists, store, deliveries] = [make('watchlists'), make('store'), make('deliveries')];
  const [detector, notifier] = [make('detector'), make('notifier')];
  const [bucket, queue] = [make('bucket'), make('queue')];
  return { watchlists, store, deliveries, detector, notifier, bucket, queue };
}

/** As in an outage or a throttle. */
export function outageOf(port: Port): Fault | undefined {
  return REFUSALS[port][0];
}

export function nameOf(fault: Fault): string {
  if ('error' in fault) return `${fault.kind}: ${fault.error.message}`;
  return 'when' in fault ? `${fault.kind} ${fault.when}` : fault.kind;
}

export function failure(code: ErrorCode, reached: readonly string[] = []): GlyphwatchError {
  return new GlyphwatchError(code, `${code} by simulation`, { reached });
}
