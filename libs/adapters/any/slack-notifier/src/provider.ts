import {
  type ChannelParts,
  type ChannelProvider,
  httpsUrlIn,
  provider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';

export const slack: ChannelProvider = provider({
  name: 'slack',
  abilities: {
    ports: ['Notifier'],
    summary: 'a Slack channel, by incoming webhook',
    hosts: ['laptop'],
    limits: ['1 message a second', '9,000 characters; longer ones are cut'],
    pricePerThousand: 0,
    needs: ['a Slack app with an incoming webhook'],
  },
  settings: (secret) =>
    z.strictObject({
      urlFrom: httpsUrlIn(secret).check(
        z.describe('Environment variable with the webhook URL (https://hooks.slack.com/…).'),
      ),
    }),
  server: ({ urlFrom }) => urlFrom,
  open: async ({ urlFrom: url }, { linkTo, locale, onAnswer }: ChannelParts) => {
    const { SlackNotifier } = await import('./slack-notifier.ts');
    return new SlackNotifier({ url, linkTo, locale, onAnswer });
  },
});
