import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ask, isDenied } from '../ask.ts';
import { BATCH } from '../send-messages.ts';

/** Received messages are hidden from other consumers this long. If this process dies, they reappear by themselves. */
const HIDDEN_SECONDS = 120;
/** Long polling asks all of SQS's servers; a short poll may return nothing although there are messages. */
const WAIT_SECONDS = 1;
/** After so many batches in a row with only messages that have reappeared, everything has been seen. */
const MAX_REPEATS = 3;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
async function receiveBatch(client: SQSClient, QueueUrl: string): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: BATCH,
    VisibilityTimeout: HIDDEN_SECONDS,
    WaitTimeSeconds: WAIT_SECONDS,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await ask('sqs:ReceiveMessage', client.send(command));
  return Messages;
}

export interface BatchVisitor {
  /** Resolves to the messages that it removed from the queue, and whether it wants more. */
  readonly visit: (messages: readonly Message[]) => Promise<{
    readonly removed: readonly Message[];
    readonly wantsMore: boolean;
  }>;
  /** Called with an explanation if messages stay hidden, because the caller may not make them visible. */
  readonly onHidden: (why: string) => void;
}

/** Visits every message of a queue once, ten at a time. At the end, those not removed are made visible again. */
export async function withEachBatch(
  client: SQSClient,
  queueUrl: string,
  { visit, onHidden }: BatchVisitor,
): Promise<void> {
  const hidden = new Map<string, Message>();
  let repeats = 0;
  try {
    while (repeats < MAX_REPEATS) {
      const received = await receiveBatch(client, queueUrl);
      if (received.length === 0) return;
      const fresh = received.filter(({ MessageId = '' }) => !hidden.has(MessageId));
      for (const message of received) hidden.set(message.MessageId ?? '', message);
      repeats = fresh.length === 0 ? repeats + 1 : 0;
      if (fresh.length === 0) continue;
      const { removed, wantsMore } = await visit(fresh);
      for (const { MessageId = '' } of removed) hidden.delete(MessageId);
      if (!wantsMore) return;
    }
  } finally {
    await makeVisibleOrWarn(client, queueUrl, [...hidden.values()], onHidden);
  }
}

/** Without the permission, messages only reappear later, which deserves a warning but is no failure. */
async function makeVisibleOrWarn(
  client: SQSClient,
  queueUrl: string,
  messages: readonly Message[],
  onHidden: BatchVisitor['onHidden'],
): Promise<void> {
  try {
    await makeVisible(client, queueUrl, messages);
  } catch (error) {
    if (!isDenied(error) || !(error instanceof Error)) throw error;
    onHidden(`The messages read here stay hidden for ${HIDDEN_SECONDS} seconds. ${error.message}`);
  }
}

async function makeVisible(
  client: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
): Promise<void> {
  for (let from = 0; from < messages.length; from += BATCH) {
    const Entries = messages.slice(from, from + BATCH).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
    await ask('sqs:ChangeMessageVisibility', client.send(command));
  }
}
