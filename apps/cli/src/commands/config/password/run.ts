import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { hashPassword, isName } from '@glyphwatch/console-api';
import { hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, readAll, write } from '../../../terminal/io.ts';

/** Characters. https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver asks for 15 where nothing else is asked for. */
const SHORTEST = 15;
const LONGEST = 200;

export async function runPassword(name: string, io: Io): Promise<number> {
  if (!isName(name)) throw invalid('A name has 1 to 64 characters, and no space and no colon.');
  const password = hasTerminal(io) ? await askTwice(io) : firstLine(await readAll(io.stdin));
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST) {
    throw invalid(
      `A password has ${SHORTEST} to ${LONGEST} characters; some words in a row are easy to keep in mind.`,
    );
  }
  await write(io.stdout, `${name}:${await hashPassword(password)}\n`);
  return EXIT.done;
}

async function askTwice(io: Io): Promise<string> {
  const password = await askUnseen('Password: ', io);
  if (password !== (await askUnseen('Again: ', io)))
    throw invalid('The two are not the same. Run the command again.');
  return password;
}

/** Nothing that is typed is shown. */
async function askUnseen(question: string, { stdin, stderr }: Io): Promise<string> {
  stderr.write(question);
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    const closed = new Promise<string>((done) => terminal.once('close', () => done('')));
    return await Promise.race([terminal.question(''), closed]);
  } finally {
    terminal.close();
    stderr.write('\n');
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}
