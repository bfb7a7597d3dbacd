/** Bytes are Base64 and moments are seconds since 1970. */
export function toWire(input: object): string {
  return JSON.stringify(
    input,
    function (this: Record<string, unknown>, key: string, value: unknown) {
      // What the value was before its own `toJSON`.
      const raw = this[key];
      if (raw instanceof Uint8Array) return Buffer.from(raw).toString('base64');
      return raw instanceof Date ? raw.getTime() / 1000 : value;
    },
  );
}

/** The only bytes that an answer holds are DynamoDB's `{"B": "…"}`. */
export function fromWire<Output>(text: string): Output {
  if (!text.includes('"B":')) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) =>
    key === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value,
  );
}
