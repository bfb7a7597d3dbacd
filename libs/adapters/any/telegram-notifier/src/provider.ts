import { type ChannelParts, type ChannelProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';

const token = z
  .string()
  .check(
    z.regex(
      /^\d+:[A-Za-z0-9_-]{30,}$/,
      'names a variable that holds no token of a bot, like 123456:ABC…',
    ),
  );
const chat = z.union([z.int(), z.string()]).check(
  z.refine((id) => typeof id === 'number' || /^@[A-Za-z]\w{3,}$/.test(id), {
    error:
      'must be the id of a chat, like -1001234567890, or the name of a public channel, like "@guards"',
  }),
);

export const telegram: ChannelProvider = provider({
  name: 'telegram',
  abilities: {
    ports: ['Notifier'],
    summary: 'a Telegram chat, by a bot, with a picture of the match',
    hosts: ['laptop'],
    limits: [
      '1 message a second, 20 a minute to groups and channels',
      '4,096 characters, 1,024 with a picture; longer ones are cut',
    ],
    pricePerThousand: 0,
    needs: ['a bot that may write to the chat'],
  },
  settings: (secret) =>
    z.strictObject({
      tokenFrom: z
        .pipe(secret, token)
        .check(z.describe('Environment variable with the token of the bot.')),
      chat,
    }),
  server: () => 'https://api.telegram.org',
  open: async ({ tokenFrom, chat: id }, { cutOut, linkTo, locale, onAnswer }: ChannelParts) => {
    const { TelegramNotifier } = await import('./telegram-notifier.ts');
    return new TelegramNotifier({ token: tokenFrom, chat: id, cutOut, linkTo, locale, onAnswer });
  },
});
