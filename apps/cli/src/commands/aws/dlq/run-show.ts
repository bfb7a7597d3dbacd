import { printableJson } from '@glyphwatch/notification-text';
import type { DeadLetterQueue, DlqShowOptions } from './options.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import type { Format } from '../../../terminal/format.ts';
import { count, showName, showText } from '../../../terminal/show.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { STACK_QUEUES, stackContainer } from '../stack-container.ts';
import { type DeadLetter, deadLetterOf } from './dead-letter.ts';
import { chosenQueues, urlOf } from './dead-letter-queues.ts';
import { withEachBatch } from './receive-messages.ts';

const HEADINGS: Readonly<Record<DeadLetterQueue, string>> = {
  uploads: 'Uploads that could not be processed',
  events: 'Events that EventBridge could not deliver',
  messages: 'Messages that SNS could not deliver to a subscriber',
};

export async function runDlqShow(options: DlqShowOptions, io: Io): Promise<number> {
  const { queue: chosen, limit, format } = options;
  const status = new StatusLine(io.stderr, Date.now);
  return withPart(STACK_QUEUES, stackContainer(options, io), async ({ client, deployment }) => {
    const queues = chosenQueues(chosen);
    const peek = async (queue: DeadLetterQueue): Promise<DeadLetter[]> => {
      const found: DeadLetter[] = [];
      await withEachBatch(client, urlOf(queue, deployment), {
        onHidden: (why) => status.say(why),
        visit: async (messages) => {
          found.push(...messages.map((message) => deadLetterOf(queue, message)));
          return { removed: [], wantsMore: found.length < limit };
        },
      });
      return found.slice(0, limit);
    };
    const letters = (await Promise.all(queues.map(peek))).flat();
    await write(io.stdout, printLetters({ letters, queues, limit }, format, Date.now()));
    return EXIT.done;
  });
}

interface Shown {
  readonly letters: readonly DeadLetter[];
  readonly queues: readonly DeadLetterQueue[];
  readonly limit: number;
}

function printLetters({ letters, queues, limit }: Shown, format: Format, now: number): string {
  if (format === 'json') return `${printableJson({ deadLetters: letters })}\n`;
  if (format === 'jsonl') return letters.map((one) => `${printableJson(one)}\n`).join('');
  const sections = queues.map((queue) => {
    const own = letters.filter((letter) => letter.queue === queue);
    const more = own.length === limit ? ' (raise --limit to see if there are more)' : '';
    const rows = own.map((letter) => rowOf(letter, now));
    return `${HEADINGS[queue]}: ${own.length || 'none'}${more}\n${rows.join('')}`;
  });
  const canMove = letters.some(({ queue }) => queue !== 'messages');
  return `${sections.join('')}${canMove ? 'Fix the cause, then run: glyphwatch aws dlq redrive\n' : ''}`;
}

function rowOf({ images, kind, sentAt, receives, reason }: DeadLetter, now: number): string {
  const about = images.length > 0 ? images.map(showName).join(', ') : showText(kind);
  const what = images.length > 0 ? `${showText(kind)}, ` : '';
  const hours = Math.floor((now - Date.parse(sentAt)) / 3_600_000);
  const age = hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
  const why = Object.entries(reason).map(([name, value]) => `    ${name}: ${showText(value)}\n`);
  return `  ${about} (${what}${age} old, received ${count(receives, 'time')})\n${why.join('')}`;
}
