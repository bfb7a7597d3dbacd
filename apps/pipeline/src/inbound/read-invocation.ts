import { isRecord } from '@glyphwatch/domain';
import * as z from 'zod/mini';
import { invalid, readFields, someText } from './fields.ts';
import type { ImageEvent } from './image-event.ts';
import { isEventBridgeEvent, readEventBridgeEvent } from './read-eventbridge-event.ts';
import {
  isS3Notification,
  isTestNotification,
  readS3Notification,
} from './read-s3-notification.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const queueSchema = z.object({
  Records: z.array(
    z.object({
      messageId: someText,
      receiptHandle: someText,
      body: z.string(),
      attributes: z.object({
        /** How often the queue has delivered this message, including this time. */
        ApproximateReceiveCount: z.pipe(z.coerce.number(), z.int().check(z.positive())),
      }),
    }),
  ),
});

export type QueueRecord = Readonly<z.output<typeof queueSchema>['Records'][number]>;

/** The messages of a batch; `undefined` for an invocation without a queue. */
export function readQueueRecords(event: unknown): readonly QueueRecord[] | undefined {
  if (!isFromQueue(event)) return undefined;
  return readFields(event, queueSchema, 'batch of messages').Records;
}

export function readMessageBody(body: string): ImageEvent[] {
  return readImageEvents(parsed(body));
}

/** The form of the envelope, never the key, decides whether keys are encoded. */
export function readImageEvents(value: unknown): ImageEvent[] {
  if (isRecord(value)) {
    if (isEventBridgeEvent(value)) return readEventBridgeEvent(value);
    if (isS3Notification(value)) return readS3Notification(value.Records);
    if (isTestNotification(value)) return [];
  }
  throw invalid('This is neither an S3 event from EventBridge nor an S3 notification.');
}

function isFromQueue(event: unknown): boolean {
  if (!isRecord(event) || !Array.isArray(event['Records'])) return false;
  const first: unknown = event['Records'][0];
  // An empty batch has nothing to do.
  return first === undefined || (isRecord(first) && first['eventSource'] === 'aws:sqs');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No cause: the parser's message quotes the text.
    throw invalid(`This message is not JSON (${body.length} characters).`);
  }
}
