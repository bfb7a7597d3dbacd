import { isServiceErrorName, SERVICE_ERROR_NAMES, type ServiceErrorName } from './service-error.ts';
import { z } from 'zod';

/** What goes wrong with a call. */
export type Fault =
  | { readonly kind: 'error'; readonly name: ServiceErrorName }
  /** It is answered as usual, but late. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** It is never answered. */
  | { readonly kind: 'hang' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'drop' };

const KINDS = `${SERVICE_ERROR_NAMES.join(', ')}, slow=MILLISECONDS, hang or drop`;

const ENTRY = z
  .strictObject({
    fault: z.string().transform((text, context): Fault => {
      const fault = parseFault(text);
      if (fault) return fault;
      context.addIssue({ code: 'custom', message: `must be one of ${KINDS}` });
      return z.NEVER;
    }),
    /** The affected calls, counted from 1. */
    calls: z.array(z.int().min(1)).min(1).optional(),
    /** Every nth call. */
    every: z.int().min(1).optional(),
    /** 0…1; the same seed affects the same calls. */
    probability: z.number().min(0).max(1).optional(),
    seed: z.int().default(1),
  })
  .refine(
    ({ calls, every, probability }) => [calls, every, probability].filter(isGiven).length === 1,
    {
      message: 'needs exactly one of calls, every and probability',
    },
  );

export type ScheduledFault = z.infer<typeof ENTRY>;

/** `undefined` if it names no fault. */
export function parseFault(text: string): Fault | undefined {
  if (text === 'hang' || text === 'drop') return { kind: text };
  const slow = /^slow=(\d{1,7})$/.exec(text)?.[1];
  if (slow !== undefined) return { kind: 'slow', milliseconds: Number(slow) };
  return isServiceErrorName(text) ? { kind: 'error', name: text } : undefined;
}

/** Throws with every problem and its path. */
export function parseSchedule(schedule: unknown): ScheduledFault[] {
  const { data, error } = z.array(ENTRY).safeParse(schedule);
  if (data) return data;
  throw new Error(`The fault schedule is invalid:\n${z.prettifyError(error)}`, { cause: error });
}

export function unknownFault(text: string): string {
  return `x-glyphwatch-fault: ${JSON.stringify(text)} must be one of ${KINDS}`;
}

/** Returns the fault of each call in turn: the first entry of the schedule that applies. */
export function followSchedule(schedule: readonly ScheduledFault[]): () => Fault | undefined {
  let call = 0;
  const due = schedule.map(({ calls, every, probability = 0, seed }) => {
    const random = randomFrom(seed);
    return (): boolean => {
      // Drawn on every call, so that entries do not influence each other.
      const isUnlucky = random() < probability;
      return isUnlucky || (every !== undefined && call % every === 0) || !!calls?.includes(call);
    };
  });
  return () => {
    call += 1;
    const hits = due.map((isDue) => isDue());
    return schedule.find((_, index) => hits[index])?.fault;
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

/** Mulberry32, a small and portable generator. Each call returns the next number in 0…1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
