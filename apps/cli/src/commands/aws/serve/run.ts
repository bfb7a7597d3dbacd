import { openPage } from '../../../serve/open-page.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../../terminal/interrupt.ts';
import type { Io } from '../../../terminal/io.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { untilAborted } from '../../../terminal/until-aborted.ts';
import { withPart } from '../../../with-part.ts';
import { STACK_CONSOLE, stackContainer } from '../stack-container.ts';
import { consolePartsOfStack } from './console-parts-of-stack.ts';
import type { AwsServeOptions } from './options.ts';

export async function runAwsServe(options: AwsServeOptions, io: Io): Promise<number> {
  const statusLine = new StatusLine(io.stderr, Date.now);
  return withPart(STACK_CONSOLE, stackContainer(options, io), async (stack) => {
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
