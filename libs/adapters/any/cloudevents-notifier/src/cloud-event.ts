import { GlyphwatchError, isDigest, type Message } from '@glyphwatch/domain';
import { dataOf, digestDataOf, printable, printableJson } from '@glyphwatch/notification-text';

/** What every receiver has to take. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#size-limits */
const LARGEST_BYTES = 64 * 1024;
const LONGEST_SUBJECT = 500;

export type CloudEventMode = 'structured' | 'binary';

export interface EncodedEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The same for every repeat of a message, by whose id receivers know it. */
export function cloudEvent(
  message: Message,
  { source, mode }: { readonly source: string; readonly mode: CloudEventMode },
): EncodedEvent {
  const encode = mode === 'structured' ? structured : binary;
  for (const data of isDigest(message) ? digestDataOf(message) : dataOf(message)) {
    const event = encode(contextOf(message, source), data);
    if (sizeOf(event) <= LARGEST_BYTES) return event;
  }
  throw new GlyphwatchError(
    'notification-refused',
    `The image's address alone exceeds the ${LARGEST_BYTES} bytes of an event. Shorten its path.`,
  );
}

function contextOf(message: Message, source: string) {
  const { id, kind } = message;
  return {
    specversion: '1.0',
    id,
    source,
    type: `glyphwatch.image.${kind}`,
    ...(isDigest(message)
      ? { time: new Date(message.until).toISOString() }
      : {
          // Attributes must have no control characters; `data` has the true address.
          subject: printable(message.imageId, { maxLength: LONGEST_SUBJECT }) || 'image',
          time: new Date(message.uploadedAt).toISOString(),
        }),
  };
}

type Context = ReturnType<typeof contextOf>;

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#32-structured-content-mode */
function structured(context: Context, data: unknown): EncodedEvent {
  return {
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: printableJson({ ...context, datacontenttype: 'application/json', data }),
  };
}

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode */
function binary(context: Context, data: unknown): EncodedEvent {
  const attributes = Object.entries(context).map(([name, value]) => [`ce-${name}`, percent(value)]);
  return {
    headers: { 'content-type': 'application/json', ...Object.fromEntries(attributes) },
    body: printableJson(data),
  };
}

/** All but printable ASCII, and of that the space, `"` and `%`. */
function percent(text: string): string {
  return text.replace(/[^\x21\x23\x24\x26-\x7E]+/gu, (characters) =>
    [...Buffer.from(characters)].map((byte) => `%${hex(byte)}`).join(''),
  );
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function sizeOf({ headers, body }: EncodedEvent): number {
  return Buffer.byteLength(body) + Object.values(headers).join('').length;
}
