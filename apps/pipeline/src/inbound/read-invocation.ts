import * as z from 'zod/mini';
import { isRecord, readFields, someText } from './fields.ts';
import type { ImageEvent } from './image-event.ts';
import { readImageEvents } from './read-image-events.ts';

export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often the queue handed this message out, this time included. */
  readonly receiveCount: number;
}

export type Invocation =
  | { readonly kind: 'queue'; readonly records: readonly QueueRecord[] }
  | { readonly kind: 'direct'; readonly events: readonly ImageEvent[] };

const queueSchema = z.object({
  Records: z.array(
    z.object({
      messageId: someText,
      receiptHandle: someText,
      body: z.string(),
      attributes: z.object({
        ApproximateReceiveCount: z.pipe(z.coerce.number(), z.int().check(z.positive())),
      }),
    }),
  ),
});

/** What the function was invoked with: messages of a queue, or events of S3 themselves. */
export function readInvocation(event: unknown): Invocation {
  if (!isFromQueue(event)) return { kind: 'direct', events: readImageEvents(event) };
  const { Records } = readFields(event, queueSchema, 'batch of messages');
  return { kind: 'queue', records: Records.map(toQueueRecord) };
}

function isFromQueue(event: unknown): boolean {
  if (!isRecord(event) || !Array.isArray(event['Records'])) return false;
  const first: unknown = event['Records'][0];
  // An empty batch is nobody's: Lambda sends none, and there is nothing to do.
  return first === undefined || (isRecord(first) && first['eventSource'] === 'aws:sqs');
}

function toQueueRecord({
  attributes,
  ...record
}: z.output<typeof queueSchema>['Records'][number]): QueueRecord {
  return { ...record, receiveCount: attributes.ApproximateReceiveCount };
}
