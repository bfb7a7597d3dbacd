import {
  type ChannelParts,
  type ChannelProvider,
  provider,
  type Right,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { DEFAULT_MESSAGES_PER_SECOND } from './messages-per-second.ts';

export const sns: ChannelProvider = provider({
  name: 'sns',
  abilities: {
    ports: ['Notifier'],
    summary: 'an SNS topic, for people',
    hosts: ['function'],
    limits: ['10 messages a second to one mailbox, from all functions together'],
    needs: ['subscribers who confirmed'],
  },
  settings: () =>
    z.strictObject({
      topicArn: z.string().check(z.regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of a topic')),
      messagesPerSecond: z._default(z.number().check(z.positive()), DEFAULT_MESSAGES_PER_SECOND),
    }),
  open: async (settings, { linkTo }: ChannelParts) => {
    const { openSnsNotifier } = await import('./open.ts');
    return openSnsNotifier({ ...settings, linkTo });
  },
});

export function publishRights(topicArn: string): Right[] {
  return [{ sid: 'TellPeople', actions: ['sns:Publish'], resources: [topicArn] }];
}
