import {
  type ChannelParts,
  type ChannelProvider,
  httpsUrlIn,
  provider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';

export const discord: ChannelProvider = provider({
  name: 'discord',
  abilities: {
    ports: ['Notifier'],
    summary: 'a Discord channel, by webhook, with a picture of the match',
    hosts: ['laptop'],
    limits: ['1 message in 2 seconds', '4,096 characters; longer ones are cut'],
    pricePerThousand: 0,
    needs: ['a webhook of the channel'],
  },
  settings: (secret) =>
    z.strictObject({
      urlFrom: httpsUrlIn(secret).check(
        z.describe(
          'Environment variable with the webhook URL (https://discord.com/api/webhooks/…).',
        ),
      ),
    }),
  server: ({ urlFrom }) => urlFrom,
  open: async ({ urlFrom: url }, { cutOut, linkTo, locale, onAnswer }: ChannelParts) => {
    const { DiscordNotifier } = await import('./discord-notifier.ts');
    return new DiscordNotifier({ url, cutOut, linkTo, locale, onAnswer });
  },
});
