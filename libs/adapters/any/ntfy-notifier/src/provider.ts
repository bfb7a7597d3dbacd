import { urlMistake } from '@glyphwatch/http-calls/url-mistake';
import { type ChannelParts, type ChannelProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';

const topic = z
  .string()
  .check(
    z.regex(
      /^[-_A-Za-z0-9]{1,64}$/,
      'names a variable that holds no topic: up to 64 letters, digits, "-" and "_"',
    ),
  );
const token = z
  .string()
  .check(
    z.regex(/^tk_[A-Za-z0-9]+$/, 'names a variable that holds no access token: it begins with tk_'),
  );

export const ntfy: ChannelProvider = provider({
  name: 'ntfy',
  abilities: {
    ports: ['Notifier'],
    summary: 'push messages to telephones, by ntfy.sh or a server of your own',
    hosts: ['laptop'],
    limits: ['4,096 bytes; longer ones are cut', 'ntfy.sh: 250 messages a day without an account'],
    pricePerThousand: 0,
    needs: ['the ntfy app, subscribed to the topic'],
  },
  settings: (secret) =>
    z
      .strictObject({
        server: z._default(
          z.url({ error: 'must be a URL, like https://ntfy.sh' }),
          'https://ntfy.sh',
        ),
        topicFrom: z
          .pipe(secret, topic)
          .check(z.describe('Environment variable with the topic; who knows it can read along.')),
        tokenFrom: z.optional(
          z
            .pipe(secret, token)
            .check(z.describe('Environment variable with an access token (tk_…).')),
        ),
        allowHttp: z._default(
          z.boolean().check(z.describe('true: may post without encryption.')),
          false,
        ),
        allowPrivate: z._default(
          z.boolean().check(z.describe('true: may post into your own network.')),
          false,
        ),
      })
      .check(({ value, issues }) => {
        const message = urlMistake(value.server, value);
        if (message)
          issues.push({ code: 'custom', message, path: ['server'], input: value.server });
      }),
  server: ({ server }) => server,
  open: async (
    { topicFrom, tokenFrom, ...settings },
    { linkTo, locale, onAnswer }: ChannelParts,
  ) => {
    const { NtfyNotifier } = await import('./ntfy-notifier.ts');
    return new NtfyNotifier({
      ...settings,
      topic: topicFrom,
      token: tokenFrom,
      linkTo,
      locale,
      onAnswer,
    });
  },
});
