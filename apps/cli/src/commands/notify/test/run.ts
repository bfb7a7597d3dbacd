import { suggestion } from '@glyphwatch/document-reader';
import { errorCode } from '@glyphwatch/domain';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { showName } from '../../../terminal/show.ts';
import type { NotifyTestOptions } from './options.ts';
import { sendTest } from './send-test.ts';

/** Rejects with the channel's failure, after what it answered was written. */
export async function runNotifyTest(
  name: string,
  options: NotifyTestOptions,
  io: Io,
): Promise<number> {
  const channel = channelNamed(name, readConfig(options, io));
  const say = (text: string) => write(io.stdout, `${text}\n`);
  const { answer, failure } = await sendTest(channel, io.stderr, `glyphwatch notify test ${name}`);
  if (failure === undefined) {
    await say(`The test message was sent to the channel ${name} (${channel.provider.name}).`);
  }
  if (answer !== undefined) await say(`It answered: ${answer}`);
  if (failure === undefined) return EXIT.done;
  if (errorCode(failure) === 'notifier-unavailable')
    await say('A test is not retried, as a real message would be. The failure:');
  throw failure;
}

function channelNamed(name: string, { channels }: Config) {
  const found = channels.find((channel) => channel.name === name);
  if (found) return found;
  const names = channels.map((channel) => channel.name);
  const choice =
    names.length > 0
      ? `${suggestion(name, names) || '.'} Choose from ${names.join(', ')}.`
      : '. The settings name none; glyphwatch init writes a file with examples.';
  throw invalid(`${showName(name)} is not a channel${choice}`);
}
