import { NodeIds } from '@glyphwatch/node-ids';
import type { ChannelAnswer, Output } from '@glyphwatch/provider';
import type { Config } from '../../../settings/read-config.ts';
import { showText } from '../../../terminal/show.ts';
import { testNotification } from '../../test-notification.ts';
import { hideSecrets } from './hide-secrets.ts';

export interface SentTest {
  /** Status and words of the channel on one line, without secrets; channels that give none have none. */
  readonly answer?: string;
  /** Why it did not accept the message. */
  readonly failure?: unknown;
}

/** Sends one message that is marked as a test; `sentBy` is the command in its text. */
export async function sendTest(
  { name, provider }: Pick<Config['channels'][number], 'name' | 'provider'>,
  output: Output,
  sentBy: string,
): Promise<SentTest> {
  let latest: ChannelAnswer | undefined;
  const failure = await provider
    .open({ output, onAnswer: (answer) => (latest = answer) })
    .then((notifier) => notifier.notify(testMessage(name, sentBy)))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return {
    ...(latest ? { answer: answerText(latest, provider.settings()) } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
}

function testMessage(channel: string, sentBy: string) {
  const content = {
    ...{ channel, sentBy },
    bucket: 'test',
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
