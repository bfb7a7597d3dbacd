import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ask, isDenied } from '../ask.ts';
import { BATCH } from '../send-messages.ts';

/** For so long nobody else sees what was received; it comes back by itself when this process dies. */
const HIDDEN_SECONDS = 120;
/** Asks all of SQS's servers; without waiting an answer may be empty although there are messages. */
const WAIT_SECONDS = 1;
/** Batches in a row of what was seen before (it came back from hiding): then everything has been seen. */
const MOST_REPEATS = 3;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export async function receiveBatch(client: SQSClient, QueueUrl: string): Promise<Message[]> {
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
  /** Says which messages it removed, and whether it wants more. */
  readonly take: (messages: readonly Message[]) => Promise<{
    readonly removed: readonly Message[];
    readonly goOn: boolean;
  }>;
  /** Told in words when this caller may not give messages back at once. */
  readonly onHidden: (why: string) => void;
}

/**
 * Hands over every message of a queue once, ten at a time, and gives back at the end those that are still there.
 */
export async function withEachBatch(
  client: SQSClient,
  queueUrl: string,
  { take, onHidden }: BatchVisitor,
): Promise<void> {
  const kept = new Map<string, Message>();
  let repeats = 0;
  try {
    while (repeats < MOST_REPEATS) {
      const received = await receiveBatch(client, queueUrl);
      if (received.length === 0) return;
      const fresh = received.filter(({ MessageId = '' }) => !kept.has(MessageId));
      for (const message of received) kept.set(message.MessageId ?? '', message);
      repeats = fresh.length === 0 ? repeats + 1 : 0;
      if (fresh.length === 0) continue;
      const { removed, goOn } = await take(fresh);
      for (const { MessageId = '' } of removed) kept.delete(MessageId);
      if (!goOn) return;
    }
  } finally {
    await giveBackOrTell(client, queueUrl, [...kept.values()], onHidden);
  }
}

/** What cannot be given back comes back by itself, so it is no failure; but it is not there for a while. */
async function giveBackOrTell(
  client: SQSClient,
  queueUrl: string,
  messages: readonly Message[],
  onHidden: BatchVisitor['onHidden'],
): Promise<void> {
  try {
    await giveBack(client, queueUrl, messages);
  } catch (error) {
    if (!isDenied(error) || !(error instanceof Error)) throw error;
    onHidden(
      `What was looked at is hidden for ${HIDDEN_SECONDS} seconds, then there again. ${error.message}`,
    );
  }
}

async function giveBack(
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
