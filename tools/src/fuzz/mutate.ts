import type { Random } from '../../bench/text-detection/hard/random.ts';

/** Bytes and words that parsers stumble over. */
const TOKENS = [
  '\0', '\n', '\r', '\t', '\u001b[31m', '\u202e', '\ufeff', '\u2028', '\ud800', '"', "'", '\\', '{', '}', '[', ']', ':', ',', '- ',
  '#', '&a ', '*a', '<<: ', '!!binary ', '|', '>', '%', '%00', '%zz', '+', '/', '../', '$', '${TOKEN}', '*', '?', '(', ')', '(a+)+$',
  'null', 'true', '~', '0', '-1', '1e999', '-0', '9007199254740993', 'NaN', '0x10', '1970-01-01', '__proto__', 'constructor',
  'toString', 'hasOwnProperty', 'length', 'canary', 'ﬁ', 'İ', '👩‍👩‍👧', 'A'.repeat(300),
].map((text) => Buffer.from(text)); // prettier-ignore

const VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER, '', ' ', 'canary', '\u0000', '\u001b[2J', '\u202e', '\ud800',
  'constructor', '__proto__', 'toString', 'x'.repeat(2000), [], {}, [[]], [null], { length: 1 }, { toString: 1 },
]; // prettier-ignore

const NAMES = [
  'canary',
  '',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '\u001b[2J',
  '\u202e',
] as const;

const INTERESTING_BYTES = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x0a];
const MAX_BYTES = 64 * 1024;

/** A changed copy of an input; `other` is one to splice with. */
export function mutate(input: Buffer, other: Buffer, random: Random): Buffer {
  const parsed = random.chance(0.6) ? parse(input) : undefined;
  let bytes = parsed ? Buffer.from(written(changed(parsed.value, random))) : input;
  const steps = parsed ? random.whole(0, 1) : 1 + random.whole(0, 4);
  for (let step = 0; step < steps; step += 1) bytes = changedBytes(bytes, other, random);
  return bytes.subarray(0, MAX_BYTES);
}

function parse(input: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(input.toString('utf8')) };
  } catch {
    return undefined;
  }
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // It nests too deeply.
    return '['.repeat(5000);
  }
}

/** The value itself, one to three of its members replaced, removed, doubled or renamed. */
function changed(value: unknown, random: Random): unknown {
  for (let times = random.whole(1, 3); times > 0; times -= 1) {
    const holders = holdersIn(value);
    if (holders.length === 0) return random.pick(VALUES);
    change(random.pick(holders), random);
  }
  return value;
}

type Holder = Record<string, unknown> | unknown[];

/** Not recursive: what is mutated again and again nests deeply. */
function holdersIn(value: unknown): Holder[] {
  const found: Holder[] = [];
  const waiting = [value];
  for (const one of waiting) {
    if (typeof one !== 'object' || one === null) continue;
    found.push(one as Holder);
    waiting.push(...Object.values(one));
  }
  return found;
}

function change(holder: Holder, random: Random): void {
  if (Array.isArray(holder)) {
    const at = random.whole(0, holder.length);
    const one = random.chance(0.5) ? holder[0] : random.pick(VALUES);
    holder.splice(at, random.whole(0, 1), structuredClone(one));
    return;
  }
  const keys = Object.keys(holder);
  const key = keys.length > 0 && random.chance(0.9) ? random.pick(keys) : 'canary';
  const how = random.whole(0, 3);
  if (how === 0) delete holder[key];
  else if (how === 1) holder[random.pick(NAMES)] = holder[key];
  else holder[key] = structuredClone(random.pick(VALUES));
}

function changedBytes(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.whole(0, bytes.length);
  const to = Math.min(bytes.length, at + random.whole(0, 16));
  const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.whole(0, 7)) {
    case 0:
      return Buffer.concat([head, tail]);
    case 1:
      return Buffer.concat([head, middle, middle, tail]);
    case 2:
      return Buffer.concat([head, random.pick(TOKENS), tail]);
    case 3:
      return Buffer.concat([head, random.pick(TOKENS), middle, tail]);
    case 4:
      return Buffer.concat([head, other.subarray(random.whole(0, other.length))]);
    case 5:
      return bytes.subarray(0, at);
    default:
      return withByte(bytes, at, random);
  }
}

function withByte(bytes: Buffer, at: number, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (at >= copy.length) return copy;
  const byte = copy[at] ?? 0;
  copy[at] = random.chance(0.5) ? random.pick(INTERESTING_BYTES) : byte ^ (1 << random.whole(0, 7));
  return copy;
}
