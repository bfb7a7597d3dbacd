import { printableJson } from '@glyphwatch/notification-text';
import type { DeadLetters, RedriveOptions } from './options.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../../terminal/interrupt.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { STACK_QUEUES, stackContainer } from '../stack-container.ts';
import { isUploadEvent } from './dead-letter.ts';
import { chosenQueues, urlOf } from './dead-letter-queues.ts';
import { redrive, type Redriven } from './redrive.ts';

type Move = Redriven & { readonly queue: DeadLetters };

export async function runDlqRedrive(options: RedriveOptions, io: Io): Promise<number> {
  const { queue: chosen, rate: perSecond, dryRun = false } = options;
  const status = new StatusLine(io.stderr, Date.now);
  const { signal, release } = abortOnInterrupt(() =>
    status.say('Stopping. What is not moved yet stays where it is; the same command goes on.'),
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
          const target = deployment.parts.Queue;
          const isWanted = queue === 'uploads' ? () => true : isUploadEvent;
          const flow = { client, source, target, isWanted, perSecond, dryRun, signal };
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
    `${count(moved, 'message')} ${dryRun ? 'would be given' : 'given'} to the pipeline again`,
    ...(left > 0 ? [`${left} not about images, left where they are`] : []),
    ...(refused > 0 ? [`${refused} refused by the queue, left where they are`] : []),
    ...(undeleted > 0 ? [`${undeleted} could not be deleted and are given again next time`] : []),
  ];
  return `${queue}: ${notes.join('; ')}\n`;
}

const MESSAGES_STAY =
  'messages: stay where they are, because SNS would tell every subscriber again; see them: glyphwatch aws dlq show --queue messages\n';
