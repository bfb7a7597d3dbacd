import { isRecord } from '@glyphwatch/domain';

/** Whether an event matches an EventBridge pattern. */
export type Matcher = (event: unknown) => boolean;

/** Whether one value of a field matches; the value is `undefined` when the field is missing. */
type Test = (value: unknown) => boolean;

const SCALARS = ['string', 'number', 'boolean'];
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const OPERATORS: Readonly<Record<string, (argument: unknown) => Test>> = {
  prefix: (argument) => textTest(argument, (value, wanted) => value.startsWith(wanted)),
  suffix: (argument) => textTest(argument, (value, wanted) => value.endsWith(wanted)),
  'equals-ignore-case': (argument) => {
    const wanted = lower(text(argument));
    return (value) => typeof value === 'string' && lower(value) === wanted;
  },
  wildcard: (argument) => wildcard(text(argument)),
  numeric: (argument) => numeric(argument),
  exists: (argument) => {
    if (typeof argument !== 'boolean') throw refuse(argument, 'exists takes true or false');
    return (value) => (value !== undefined) === argument;
  },
  'anything-but': (argument) => anythingBut(argument),
};

/** Compiles a pattern. Unknown operators are an error: they would match nothing, or everything. */
export function compilePattern(pattern: unknown): Matcher {
  if (!isRecord(pattern)) throw refuse(pattern, 'expected an object');
  const parts = Object.entries(pattern).map(([field, wanted]): Matcher => {
    if (field === '$or') return anyOf(wanted);
    return Array.isArray(wanted)
      ? compileField(field, wanted)
      : nested(field, compilePattern(wanted));
  });
  return (event) => parts.every((matches) => matches(event));
}

function anyOf(alternatives: unknown): Matcher {
  if (!Array.isArray(alternatives)) throw refuse(alternatives, '$or takes a list of patterns');
  const matchers = alternatives.map(compilePattern);
  return (event) => matchers.some((matches) => matches(event));
}

/** In a list of objects, one has to match. */
function nested(field: string, matches: Matcher): Matcher {
  return (event) => {
    const value = isRecord(event) ? event[field] : undefined;
    return Array.isArray(value) ? value.some(matches) : matches(value);
  };
}

/** A pattern's values are alternatives; in a list in the event, one has to match. */
function compileField(field: string, wanted: readonly unknown[]): Matcher {
  if (wanted.length === 0) throw refuse(wanted, `${field} has no values`);
  const tests = wanted.map(compileTest);
  return (event) => {
    const value = isRecord(event) ? event[field] : undefined;
    const values = Array.isArray(value) && value.length > 0 ? value : [value];
    return tests.some((test) => values.some(test));
  };
}

function compileTest(wanted: unknown): Test {
  if (wanted === null || SCALARS.includes(typeof wanted)) return (value) => value === wanted;
  if (!isRecord(wanted)) throw refuse(wanted, 'expected a value or an operator');
  const [[name, argument] = ['', undefined], ...others] = Object.entries(wanted);
  const operator = OPERATORS[name];
  if (!operator || others.length > 0) throw refuse(wanted, 'unknown operator');
  return operator(argument);
}

function textTest(argument: unknown, matches: (value: string, wanted: string) => boolean): Test {
  const ignoresCase = isRecord(argument) && 'equals-ignore-case' in argument;
  const fold = ignoresCase ? lower : (value: string) => value;
  const wanted = fold(text(ignoresCase ? argument['equals-ignore-case'] : argument));
  return (value) => typeof value === 'string' && matches(fold(value), wanted);
}

/** A missing field matches nothing, not even "anything but". */
function anythingBut(argument: unknown): Test {
  const tests = isRecord(argument)
    ? Object.entries(argument).flatMap(([name, values]) =>
        [values].flat().map((value) => compileTest({ [name]: value })),
      )
    : [argument].flat().map(compileTest);
  if (isRecord(argument) && Object.keys(argument).length !== 1) {
    throw refuse(argument, 'anything-but takes one operator');
  }
  return (value) => value !== undefined && !tests.some((test) => test(value));
}

function wildcard(pattern: string): Test {
  const pieces = wildcardPieces(pattern);
  return (value) => typeof value === 'string' && fitsPieces(pieces, value);
}

/** The literal text between the stars; a backslash makes the next character literal. */
export function wildcardPieces(pattern: string): string[] {
  const pieces = [''];
  for (const [token] of pattern.matchAll(/\\[^]|[^]/g)) {
    if (token === '*') pieces.push('');
    else pieces[pieces.length - 1] += token.length > 1 ? token.slice(1) : token;
  }
  return pieces;
}

/** Taking the leftmost position for each piece always finds a fit if there is one, so nothing is tried twice. */
function fitsPieces(pieces: readonly string[], text: string): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
};

/** `[">", 0, "<=", 5]`: all have to hold. */
function numeric(argument: unknown): Test {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 !== 0) {
    throw refuse(argument, 'numeric takes pairs of comparison and number');
  }
  const pairs = Array.from({ length: argument.length / 2 }, (_, index) => {
    const compare = COMPARISONS[String(argument[2 * index])];
    const limit: unknown = argument[2 * index + 1];
    if (!compare || typeof limit !== 'number') throw refuse(argument, 'unknown comparison');
    return (value: number) => compare(value, limit);
  });
  return (value) => typeof value === 'number' && pairs.every((holds) => holds(value));
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw refuse(value, 'expected a string');
}

function lower(value: string): string {
  return value.toLowerCase();
}

function refuse(value: unknown, why: string): Error {
  return new Error(`Event pattern: ${why}: ${JSON.stringify(value)}`);
}
