import { DeleteMessageBatchCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { RunMark } from '@glyphwatch/domain';
import { Pace } from '@glyphwatch/http-calls/pace';
import { ask } from '../ask.ts';
import { type BatchVisitor, withEachBatch } from './receive-messages.ts';
import { inBatches, sendBatch } from '../send-messages.ts';
import { withRun } from './with-run.ts';

export interface Redrive {
  readonly client: SQSClient;
  readonly source: string;
  readonly target: string;
  /** Other messages stay in the source queue. */
  readonly isWanted: (body: string) => boolean;
  readonly perSecond: number;
  readonly dryRun: boolean;
  /** Of which the uploads become a part. */
  readonly run?: RunMark | undefined;
  readonly signal: AbortSignal;
  readonly onMoved: () => void;
  readonly onHidden: BatchVisitor['onHidden'];
}

export interface RedriveCounts {
  readonly moved: number;
  /** Not wanted, so still in the source queue. */
  readonly left: number;
  /** Rejected by the target queue. */
  readonly refused: number;
  /** Sent, but still in the source queue as well, so the next run sends them again. */
  readonly undeleted: number;
}

/**
 * Receives, sends, then deletes: a crash in between sends an upload twice, which costs nothing, and never loses one.
 * SQS's own message move goes only to a source queue, which undelivered events do not have, and cannot skip the events
 * that are not about images.
 */
export async function redrive(options: Redrive): Promise<RedriveCounts> {
  const { client, source, isWanted, perSecond, dryRun, run, signal, onMoved, onHidden } = options;
  const pace = new Pace(perSecond);
  let [moved, left, refused, undeleted] = [0, 0, 0, 0];
  const visit: BatchVisitor['visit'] = async (messages) => {
    const wanted = messages.filter((message) => isWanted(bodyOf(message)));
    left += messages.length - wanted.length;
    if (dryRun) moved += wanted.length;
    const removed: Message[] = [];
    for (const batch of dryRun ? [] : inBatches(wanted, sentBody(run))) {
      for (const _ of batch) if (!signal.aborted) await pace.next();
      if (signal.aborted) break;
      const sent = await sendAll(options, batch);
      const deleted = await deleteAll(options, sent);
      removed.push(...deleted);
      moved += sent.length;
      refused += batch.length - sent.length;
      undeleted += sent.length - deleted.length;
      for (const _ of sent) onMoved();
    }
    return { removed, wantsMore: !signal.aborted };
  };
  await withEachBatch(client, source, { visit, onHidden });
  return { moved, left, refused, undeleted };
}

async function sendAll(
  { client, target, run }: Redrive,
  batch: readonly Message[],
): Promise<readonly Message[]> {
  const refused = new Set(await sendBatch(client, target, batch.map(sentBody(run))));
  return batch.filter((_, index) => !refused.has(index));
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
async function deleteAll(
  { client, source }: Redrive,
  sent: readonly Message[],
): Promise<readonly Message[]> {
  if (sent.length === 0) return sent;
  const Entries = sent.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const command = new DeleteMessageBatchCommand({ QueueUrl: source, Entries });
  const { Failed = [] } = await ask('sqs:DeleteMessage', client.send(command));
  const failed = new Set(Failed.map(({ Id }) => Id));
  return sent.filter((_, index) => !failed.has(String(index)));
}

function sentBody(run: RunMark | undefined): (message: Message) => string {
  return (message) => withRun(bodyOf(message), run);
}

function bodyOf({ Body = '' }: Message): string {
  return Body;
}
