import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { Pace } from '@glyphwatch/aws-failures';
import { ask } from '../ask.ts';
import { type BatchVisitor, withEachBatch } from './receive-messages.ts';
import { inBatches, sendBatch } from '../send-messages.ts';

export interface Redriving {
  readonly client: SQSClient;
  readonly source: string;
  readonly target: string;
  /** The others stay where they are. */
  readonly isWanted: (body: string) => boolean;
  readonly perSecond: number;
  /** Only counts. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Called for each message that was moved. */
  readonly onMoved: () => void;
  readonly onHidden: BatchVisitor['onHidden'];
}

export interface Redriven {
  readonly moved: number;
  /** Not wanted. */
  readonly left: number;
  /** The other queue did not take them. */
  readonly refused: number;
  /** Moved, but still in the old queue as well: they are given again by the next run. */
  readonly undeleted: number;
}

/**
 * Receives, sends and deletes by itself, in this order: a crash in between gives an upload twice, which costs nothing,
 * and never loses one. SQS's own move would know no way for what EventBridge could not hand over, nor leave out the
 * events that are not about images.
 */
export async function redrive(redriving: Redriving): Promise<Redriven> {
  const { client, source, isWanted, perSecond, dryRun, signal, onMoved, onHidden } = redriving;
  const pace = new Pace(perSecond, Date.now, (milliseconds) => sleep(milliseconds));
  let [moved, left, refused, undeleted] = [0, 0, 0, 0];
  const take: BatchVisitor['take'] = async (messages) => {
    const wanted = messages.filter((message) => isWanted(bodyOf(message)));
    left += messages.length - wanted.length;
    if (dryRun) moved += wanted.length;
    const removed: Message[] = [];
    for (const batch of dryRun ? [] : inBatches(wanted, bodyOf)) {
      for (const _ of batch) if (!signal.aborted) await pace.next();
      if (signal.aborted) break;
      const sent = await sendAll(redriving, batch);
      const deleted = await deleteAll(redriving, sent);
      removed.push(...deleted);
      moved += sent.length;
      refused += batch.length - sent.length;
      undeleted += sent.length - deleted.length;
      for (const _ of sent) onMoved();
    }
    return { removed, goOn: !signal.aborted };
  };
  await withEachBatch(client, source, { take, onHidden });
  return { moved, left, refused, undeleted };
}

async function sendAll(
  { client, target }: Redriving,
  batch: readonly Message[],
): Promise<readonly Message[]> {
  const refused = new Set(await sendBatch(client, target, batch.map(bodyOf)));
  return batch.filter((_, index) => !refused.has(index));
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
async function deleteAll(
  { client, source }: Redriving,
  sent: readonly Message[],
): Promise<readonly Message[]> {
  if (sent.length === 0) return sent;
  const Entries = sent.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const command = new DeleteMessageBatchCommand({ QueueUrl: source, Entries });
  const { Failed = [] } = await ask('sqs:DeleteMessage', client.send(command));
  const failed = new Set(Failed.map(({ Id }) => Id));
  return sent.filter((_, index) => !failed.has(String(index)));
}

function bodyOf({ Body = '' }: Message): string {
  return Body;
}
