import { suggestion } from '@glyphwatch/document-reader';
import { NodeIds } from '@glyphwatch/node-ids';
import type { ChannelAnswer } from '@glyphwatch/provider';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { showName, showText } from '../../../terminal/show.ts';
import { testNotification } from '../../test-notification.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { NotifyTestOptions } from './options.ts';

/** Rejects with the channel's failure, after what it answered was written. */
export async function runNotifyTest(
  name: string,
  options: NotifyTestOptions,
  io: Io,
): Promise<number> {
  const { provider } = channelNamed(name, readConfig(options, io));
  let answer: ChannelAnswer | undefined;
  const notifier = await provider.open({
    output: io.stderr,
    onAnswer: (latest) => (answer = latest),
  });
  const about = `the channel ${name} (${provider.name})`;
  const say = (text: string) => write(io.stdout, `${text}\n`);
  try {
    await notifier.notify(testMessage(name));
    await say(`The test message was sent to ${about}.`);
  } finally {
    if (answer) await say(`It answered: ${answerText(answer, provider.settings())}`);
  }
  return EXIT.done;
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

function testMessage(channel: string) {
  const content = {
    channel,
    bucket: 'test',
    sentBy: `glyphwatch notify test ${channel}`,
    severity: 'low',
    rules: [],
    outcome: 'MATCHED',
  } as const;
  return testNotification(content, new NodeIds(), Date.now());
}

function answerText(
  { status, body }: ChannelAnswer,
  settings: Readonly<Record<string, unknown>>,
): string {
  return showText(`${status} ${hideSecrets(body, settings)}`.trim());
}
