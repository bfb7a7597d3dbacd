import type { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { openPage } from '../../../serve/open-page.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../../terminal/interrupt.ts';
import type { Io } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { untilAborted } from '../../../terminal/until-aborted.ts';
import { withPart } from '../../../with-part.ts';
import { STACK_CONSOLE, stackContainer } from '../stack-container.ts';
import { consolePartsOfStack } from './console-parts-of-stack.ts';
import type { AwsServeOptions } from './options.ts';

/** Results and matches between two messages. */
const SAID_EVERY = 1000;

export async function runAwsServe(options: AwsServeOptions, io: Io): Promise<number> {
  const statusLine = new StatusLine(io.stderr, Date.now);
  return withPart(STACK_CONSOLE, stackContainer(options, io), async (stack) => {
    await catchUp(stack.store, options, statusLine);
    const parts = await consolePartsOfStack(stack, options, io);
    const { signal, release } = abortOnInterrupt(() => statusLine.say('stopping'));
    const page = await openPage(parts, options, { io, statusLine });
    try {
      await untilAborted(signal);
    } finally {
      release();
      await page.close();
    }
    return EXIT.interrupted;
  });
}

/** Once for each deployment: what an earlier release wrote is on no wall yet. */
async function catchUp(
  store: DynamoResultStore,
  { readOnly }: AwsServeOptions,
  statusLine: StatusLine,
): Promise<void> {
  if (await store.catchUp.isDone()) return;
  if (readOnly) {
    statusLine.say(
      'What an earlier release wrote is not shown until glyphwatch aws serve ran once without --read-only.',
    );
    return;
  }
  let said = 0;
  await store.catchUp.run((done) => {
    if (done < said + SAID_EVERY) return;
    said = done;
    statusLine.say(`making ready what an earlier release wrote: ${count(done, 'item')}`);
  });
}
