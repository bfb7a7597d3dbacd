/**
 * The subset of protocol buffers that ONNX files need: a message is a list of fields, and unknown ones are preserved.
 * https://protobuf.dev/programming-guides/encoding
 */
export interface Field {
  readonly number: number;
  /** A message, text or packed numbers (2), a variable-length number (0), or 4 bytes (5) or 8 (1). */
  readonly wireType: number;
  /** The bytes after tag and length. */
  readonly value: Uint8Array;
}

const VARINT = 0;
const EIGHT_BYTES = 1;
const BYTES = 2;
const FOUR_BYTES = 5;

export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    const wireType = tag.value % 8;
    const { start, end } = extentOf(message, tag.end, wireType);
    fields.push({
      number: Math.floor(tag.value / 8),
      wireType,
      value: message.subarray(start, end),
    });
    at = end;
  }
  return fields;
}

function extentOf(
  message: Uint8Array,
  at: number,
  wireType: number,
): { start: number; end: number } {
  if (wireType === VARINT) return { start: at, end: readVarint(message, at).end };
  if (wireType === EIGHT_BYTES) return { start: at, end: at + 8 };
  if (wireType === FOUR_BYTES) return { start: at, end: at + 4 };
  if (wireType !== BYTES) throw new Error(`not an ONNX file: wire type ${wireType}`);
  const { value, end } = readVarint(message, at);
  return { start: end, end: end + value };
}

function readVarint(message: Uint8Array, from: number): { value: number; end: number } {
  let value = 0;
  for (let at = from, scale = 1; at < message.length; at += 1, scale *= 128) {
    const byte = message[at] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return { value, end: at + 1 };
  }
  throw new Error('not an ONNX file: truncated number');
}

/**
 * A message to be written, as consecutive pieces. They are joined only once, at the end, because weights are megabytes and
 * nested four messages deep.
 */
export type Pieces = readonly Uint8Array[];

export interface Draft extends Pick<Field, 'number' | 'wireType'> {
  readonly value: Uint8Array | Pieces;
}

export function writeFields(fields: readonly Draft[]): Pieces {
  return fields.flatMap(({ number, wireType, value }) => {
    const pieces = value instanceof Uint8Array ? [value] : value;
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return [
      varint(number * 8 + wireType),
      ...(wireType === BYTES ? [varint(length)] : []),
      ...pieces,
    ];
  });
}

export function joined(value: Draft['value']): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.concat(value);
}

export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

export function bytesField(number: number, value: Uint8Array | string | Pieces): Draft {
  return {
    number,
    wireType: BYTES,
    value: typeof value === 'string' ? Buffer.from(value) : value,
  };
}

export function varintField(number: number, value: number): Field {
  return { number, wireType: VARINT, value: varint(value) };
}

export function floatField(number: number, value: number): Field {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return { number, wireType: FOUR_BYTES, value: bytes };
}
