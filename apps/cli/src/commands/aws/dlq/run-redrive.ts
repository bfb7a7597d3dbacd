import { randomUUID } from 'node:crypto';
import { printableJson } from '@glyphwatch/notification-text';
import type { DeadLetterQueue, RedriveOptions } from './options.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../../terminal/interrupt.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { STACK_QUEUES, stackContainer } from '../stack-container.ts';
import { isUploadEvent } from './dead-letter.ts';
import { chosenQueues, urlOf } from './dead-letter-queues.ts';
import { redrive, type RedriveCounts } from './redrive.ts';

type Move = RedriveCounts & { readonly queue: DeadLetterQueue };

export async function runDlqRedrive(options: RedriveOptions, io: Io): Promise<number> {
  const { queue: chosen, rate: perSecond, dryRun = false, notifyEach = false } = options;
  const run = notifyEach ? undefined : { id: randomUUID(), name: 'redrive' };
  const status = new StatusLine(io.stderr, Date.now);
  const { signal, release } = abortOnInterrupt(() =>
    status.say(
      'Stopping. Messages not moved yet stay in their queue; run the same command again to continue.',
    ),
  );
  const hooks = { onMoved: () => status.advance(), onHidden: (why: string) => status.say(why) };
  try {
    return await withPart(
      STACK_QUEUES,
      stackContainer(options, io),
      async ({ client, deployment }) => {
        const moves: Move[] = [];
        for (const queue of chosenQueues(chosen)) {
          if (queue === 'messages' || signal.aborted) continue;
          const source = urlOf(queue, deployment);
          const target = deployment.outputs.Queue;
          const isWanted = queue === 'uploads' ? () => true : isUploadEvent;
          const flow = { client, source, target, isWanted, perSecond, dryRun, run, signal };
          moves.push({ queue, ...(await redrive({ ...flow, ...hooks })) });
        }
        status.clear();
        await write(io.stdout, printMoves(moves, options));
        if (signal.aborted) return EXIT.interrupted;
        const isWhole = moves.every(({ refused, undeleted }) => refused + undeleted === 0);
        return isWhole ? EXIT.done : EXIT.failed;
      },
    );
  } finally {
    release();
  }
}

function printMoves(
  moves: readonly Move[],
  { queue: chosen, format, dryRun = false }: RedriveOptions,
): string {
  if (format === 'json') return `${printableJson({ dryRun, queues: moves })}\n`;
  if (format === 'jsonl') {
    return moves.map((one) => `${printableJson({ dryRun, ...one })}\n`).join('');
  }
  const rows = moves.map((move) => rowOf(move, dryRun));
  return `${rows.join('')}${chosenQueues(chosen).includes('messages') ? MESSAGES_STAY : ''}`;
}

function rowOf({ queue, moved, left, refused, undeleted }: Move, dryRun: boolean): string {
  const notes = [
    `${count(moved, 'message')} ${dryRun ? 'would be sent' : 'sent'} through the pipeline again`,
    ...(left > 0 ? [`${left} not about images, left in the queue`] : []),
    ...(refused > 0 ? [`${refused} rejected by the upload queue, left in this one`] : []),
    ...(undeleted > 0
      ? [`${undeleted} could not be deleted, so the next redrive sends them again`]
      : []),
  ];
  return `${queue}: ${notes.join('; ')}\n`;
}

const MESSAGES_STAY =
  'messages: left in the queue, because SNS would notify every subscriber again. To see them: glyphwatch aws dlq show --queue messages\n';
