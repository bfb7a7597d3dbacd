import { DeleteMessageBatchCommand, type Message, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '@glyphwatch/aws-failures';
import { printableJson } from '@glyphwatch/notification-text';
import {
  DEAD_LETTERS,
  type DeadLetters,
  type DlqShowOptions,
  type RedriveOptions,
  type StackOptions,
} from '../commands/aws.ts';
import { EXIT } from '../exit-codes.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { write, type Io } from '../io.ts';
import type { Format } from '../option-values.ts';
import { count, showName, showText } from '../output/show.ts';
import { StatusLine } from '../scan/status-line.ts';
import { ask } from './ask.ts';
import { SQS_OPTIONS } from './client-config.ts';
import { type DeadLetter, deadLetterOf, isUploadEvent } from './dead-letter.ts';
import { type Deployment, findStack } from './find-stack.ts';
import { withEachBatch } from './receive-messages.ts';
import { inBatches, sendBatch } from './send-messages.ts';

const WHAT: Readonly<Record<DeadLetters, string>> = {
  uploads: 'Uploads that could not be processed',
  events: 'Events that EventBridge could not hand over',
  messages: 'Messages that SNS could not hand over to a subscriber',
};

export async function runDlqShow(options: DlqShowOptions, io: Io): Promise<number> {
  const { queue: wanted, limit, format } = options;
  return withQueues(options, io, async (client, deployment) => {
    const queues = DEAD_LETTERS.filter((queue) => wanted === undefined || queue === wanted);
    const onHidden = hiddenTeller(io);
    const letters = await Promise.all(
      queues.map(async (queue) => {
        const found: DeadLetter[] = [];
        await withEachBatch(client, urlOf(queue, deployment), {
          onHidden,
          take: async (messages) => {
            found.push(...messages.map((message) => deadLetterOf(queue, message)));
            return { removed: [], goOn: found.length < limit };
          },
        });
        return found.slice(0, limit);
      }),
    );
    const shown = { letters: letters.flat(), queues, limit };
    await write(io.stdout, printLetters(shown, format, Date.now()));
    return EXIT.done;
  });
}

function hiddenTeller({ stderr }: Io): (why: string) => void {
  const status = new StatusLine(stderr, Date.now);
  return (why) => status.say(why);
}

interface ShownLetters {
  readonly letters: readonly DeadLetter[];
  readonly queues: readonly DeadLetters[];
  readonly limit: number;
}

function printLetters(
  { letters, queues, limit }: ShownLetters,
  format: Format,
  now: number,
): string {
  if (format === 'json') return `${printableJson({ deadLetters: letters })}\n`;
  if (format === 'jsonl') return letters.map((one) => `${printableJson(one)}\n`).join('');
  const sections = queues.map((queue) => {
    const own = letters.filter((letter) => letter.queue === queue);
    const more = own.length === limit ? ' and perhaps more (--limit)' : '';
    return `${WHAT[queue]}: ${own.length || 'none'}${more}\n${own.map((letter) => rowOf(letter, now)).join('')}`;
  });
  const canMove = letters.some(({ queue }) => queue !== 'messages');
  const next = canMove ? 'Mend the cause, then: glyphwatch aws dlq redrive\n' : '';
  return `${sections.join('')}${next}`;
}

function rowOf({ images, kind, sentAt, receives, reason }: DeadLetter, now: number): string {
  const about = images.length > 0 ? images.map(showName).join(', ') : showText(kind);
  const what = images.length > 0 ? `${showText(kind)}, ` : '';
  const hours = Math.floor((now - Date.parse(sentAt)) / 3_600_000);
  const age = hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
  const why = Object.entries(reason).map(([name, value]) => `    ${name}: ${showText(value)}\n`);
  return `  ${about} (${what}${age} old, received ${count(receives, 'time')})\n${why.join('')}`;
}

interface Moved {
  readonly queue: DeadLetters;
  moved: number;
  /** Not about an image, so the pipeline has no use for it. */
  left: number;
  refused: number;
}

/**
 * Receives, sends and deletes by itself, in this order: a crash in between gives an upload twice, which costs nothing,
 * and never loses one. SQS's own move would know no way for what EventBridge could not hand over, nor leave out the
 * events that are not about images.
 */
export async function runDlqRedrive(options: RedriveOptions, io: Io): Promise<number> {
  const { queue: wanted, format, dryRun = false } = options;
  const status = new StatusLine(io.stderr, Date.now);
  const { signal, release } = abortOnInterrupt(() =>
    status.say('Stopping. What is not moved yet stays where it is; the same command goes on.'),
  );
  try {
    return await withQueues(options, io, async (client, deployment) => {
      const moves: Moved[] = [];
      const queues = DEAD_LETTERS.filter((queue) => wanted === undefined || queue === wanted);
      for (const queue of queues) {
        if (queue === 'messages' || signal.aborted) continue;
        moves.push(await redrive(client, deployment, { queue, options, status, signal }));
      }
      status.clear();
      const asked = queues.includes('messages');
      await write(io.stdout, printMoves(moves, format, { dryRun, tellMessages: asked }));
      if (signal.aborted) return EXIT.interrupted;
      return moves.some(({ refused }) => refused > 0) ? EXIT.failed : EXIT.done;
    });
  } finally {
    release();
  }
}

interface Redriving {
  readonly queue: DeadLetters;
  readonly options: RedriveOptions;
  readonly status: StatusLine;
  readonly signal: AbortSignal;
}

async function redrive(
  client: SQSClient,
  deployment: Deployment,
  { queue, options, status, signal }: Redriving,
): Promise<Moved> {
  const total: Moved = { queue, moved: 0, left: 0, refused: 0 };
  const source = urlOf(queue, deployment);
  const pace = new Pace(options.rate, Date.now, (ms) => sleep(ms));
  const take = async (messages: readonly Message[]) => {
    const wanted = messages.filter(({ Body = '' }) => queue === 'uploads' || isUploadEvent(Body));
    total.left += messages.length - wanted.length;
    if (options.dryRun) {
      total.moved += wanted.length;
      return { removed: [], goOn: !signal.aborted };
    }
    const removed: Message[] = [];
    for (const batch of inBatches(wanted, bodyOf)) {
      for (const _ of batch) await pace.next();
      const sent = await move(client, deployment.parts.Queue, source, batch);
      removed.push(...sent);
      total.moved += sent.length;
      total.refused += batch.length - sent.length;
      for (const _ of sent) status.advance();
    }
    return { removed, goOn: !signal.aborted };
  };
  await withEachBatch(client, source, { take, onHidden: (why) => status.say(why) });
  return total;
}

/** Only what the other queue has taken is deleted here. */
async function move(
  client: SQSClient,
  target: string,
  source: string,
  batch: readonly Message[],
): Promise<readonly Message[]> {
  const refused = new Set(await sendBatch(client, target, batch.map(bodyOf)));
  const sent = batch.filter((_, index) => !refused.has(index));
  if (sent.length === 0) return sent;
  const Entries = sent.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  // What could not be deleted comes back and is given to the pipeline once more: harmless.
  const command = new DeleteMessageBatchCommand({ QueueUrl: source, Entries });
  await ask('sqs:DeleteMessage', client.send(command));
  return sent;
}

function bodyOf({ Body = '' }: Message): string {
  return Body;
}

function printMoves(
  moves: readonly Moved[],
  format: Format,
  { dryRun, tellMessages }: { readonly dryRun: boolean; readonly tellMessages: boolean },
): string {
  if (format === 'json') return `${printableJson({ dryRun, queues: moves })}\n`;
  if (format === 'jsonl')
    return moves.map((one) => `${printableJson({ dryRun, ...one })}\n`).join('');
  const rows = moves.map(({ queue, moved, left, refused }) => {
    const what = dryRun ? 'would be given' : 'given';
    const others = left > 0 ? `; ${left} not about images, left where they are` : '';
    const no = refused > 0 ? `; ${refused} refused by the queue, left where they are` : '';
    return `${queue}: ${count(moved, 'message')} ${what} to the pipeline again${others}${no}\n`;
  });
  return `${rows.join('')}${tellMessages ? MESSAGES_STAY : ''}`;
}

const MESSAGES_STAY =
  'messages: stay where they are, because SNS would tell every subscriber again; see them: glyphwatch aws dlq show --queue messages\n';

function urlOf(queue: DeadLetters, { parts }: Deployment): string {
  switch (queue) {
    case 'uploads':
      return parts.DeadLetters;
    case 'events':
      return parts.UndeliveredEvents;
    case 'messages':
      return parts.UndeliveredMessages;
  }
}

async function withQueues<T>(
  options: StackOptions,
  io: Io,
  work: (client: SQSClient, deployment: Deployment) => Promise<T>,
): Promise<T> {
  const deployment = await findStack(options, io);
  const client = new SQSClient({ ...deployment.config, ...SQS_OPTIONS });
  try {
    return await work(client, deployment);
  } finally {
    client.destroy();
  }
}
