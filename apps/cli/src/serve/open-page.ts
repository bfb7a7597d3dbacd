import {
  type ConsoleParts,
  type ServedConsole,
  type ServeOptions,
  startConsole,
} from '@glyphwatch/console-api';
import { whoIs } from '../commands/deliveries/who.ts';
import { failureText } from '../terminal/failure-text.ts';
import { invalid } from '../terminal/invalid.ts';
import { type Io, write } from '../terminal/io.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { type DoorOptions, doorOf } from './door.ts';
import { openBrowser } from './open-browser.ts';
import { pageFiles } from './page-files.ts';

export interface PageOptions extends DoorOptions {
  readonly port?: number;
  readonly open?: boolean;
  readonly printToken?: boolean;
  readonly basePath: string;
  readonly readOnly?: boolean;
}

/** Bookmarks and cookies go by it; a second command that runs at the same time takes another one. */
const USUAL_PORT = 4680;
const ONCE = 'open this address in a browser on this machine; it lets in once';
const GATED = 'open this address in a browser; it asks for name and password';

/** Serves the page and says where. */
export async function openPage(
  parts: ConsoleParts,
  options: PageOptions,
  { io, statusLine }: { readonly io: Io; readonly statusLine: StatusLine },
): Promise<{ close(): Promise<void> }> {
  const door = doorOf(options, io.cwd);
  const served = await listen(options.port, {
    ...{ ...door, parts, files: await pageFiles() },
    ...{ basePath: options.basePath, name: whoIs(undefined) },
    onFailure: (error) => statusLine.say(failureText(error, io)),
  });
  statusLine.clear();
  await write(io.stdout, `${served.url}\n`);
  if (options.printToken) await write(io.stdout, `${served.token}\n`);
  statusLine.say(`${door.gate ? GATED : ONCE}. Ctrl-C stops`);
  const cleanUp = options.open
    ? openBrowser(served.url, () => statusLine.say('no browser could be opened'))
    : () => undefined;
  return {
    async close() {
      cleanUp();
      await served.close();
    },
  };
}

async function listen(
  chosen: number | undefined,
  options: Omit<ServeOptions, 'port'>,
): Promise<ServedConsole> {
  const port = chosen ?? USUAL_PORT;
  try {
    return await startConsole({ ...options, port });
  } catch (cause) {
    const isTaken = (cause as { code?: unknown }).code === 'EADDRINUSE';
    // Behind a name that people know, only one port leads here.
    if (chosen === undefined && isTaken && options.origin === undefined)
      return startConsole({ ...options, port: 0 });
    const message = `Cannot listen on ${options.host}:${port}. Choose another --port, or 0 for any.`;
    throw invalid(message, cause);
  }
}
