import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { GlyphwatchError } from '@glyphwatch/domain';

/** One page takes seconds; whatever takes longer hangs. */
const TIMEOUT_MS = 120_000;
const LONGEST_QUOTE = 200;

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Fails with `detector-misconfigured` if there is no such command or the data of a language cannot be loaded, and with
 * `detector-unavailable` if it fails otherwise or is killed.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  input: Uint8Array = new Uint8Array(),
): Promise<Finished> {
  // Of its own group, so that Ctrl-C lets a page in progress be finished.
  const child = spawn(command, args, { detached: true, windowsHide: true });
  // That of `spawn` goes on when there is no such command, and this process with it.
  const timeout = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(command, cause)));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `${signal ?? code}`));
  }).finally(() => clearTimeout(timeout));
  // A command that ends early takes no input; how it ended says why.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [how, [stdout, stderr]] = await Promise.all([ended, output]);
  refuseLostLanguage(stderr);
  if (how === undefined) return { stdout, stderr };
  throw new GlyphwatchError(
    'detector-unavailable',
    `Tesseract ended with ${how}. Try again. ${stderr.trim().slice(0, LONGEST_QUOTE)}`.trim(),
  );
}

/** Tesseract goes on with the languages that are left, and ends as if all were well. */
function refuseLostLanguage(stderr: string): void {
  const lost = /Failed loading language '([^']+)'/.exec(stderr)?.[1];
  if (lost === undefined) return;
  throw new GlyphwatchError(
    'detector-misconfigured',
    `Tesseract could not load its data for ${lost}. Install it again.`,
  );
}

function notStarted(command: string, cause: Error): GlyphwatchError {
  return new GlyphwatchError(
    'detector-misconfigured',
    `The command ${command} cannot be started. Install it (Debian: apt install tesseract-ocr; macOS: brew install tesseract), or set command to its path.`,
    { cause },
  );
}
