import { urlMistake } from '@glyphwatch/http-calls/url-mistake';
import { type ChannelParts, type ChannelProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';

const url = z.url({ protocol: /^https?$/, error: 'names a variable that holds no URL' });

/** Header values take no other characters. */
const token = z
  .string()
  .check(
    z.regex(
      /^[\x21-\x7E]+$/,
      'names a variable that holds no token: printable ASCII without spaces',
    ),
  );
const source = z
  .string()
  .check(
    z.regex(
      /^[\w.~:/?#[\]@!$&'()*+,;=%-]{1,200}$/,
      'must be a URI or the part of one, like /cameras/yard',
    ),
  );

export const cloudevents: ChannelProvider = provider({
  name: 'cloudevents',
  abilities: {
    ports: ['Notifier'],
    tells: 'each',
    summary: 'events in the format CloudEvents 1.0, posted to a URL',
    hosts: ['laptop'],
    limits: ['64 KB for one event; longer texts are cut'],
    pricePerThousand: 0,
    needs: ['a receiver of CloudEvents over HTTP'],
  },
  settings: (secret) =>
    z
      .strictObject({
        urlFrom: z.pipe(secret, url).check(z.describe('Environment variable with the URL.')),
        tokenFrom: z.optional(
          z.pipe(secret, token).check(z.describe('Environment variable with a Bearer token.')),
        ),
        source: z._default(source.check(z.describe('Who sends, a URI reference.')), 'glyphwatch'),
        mode: z._default(
          z
            .enum(['structured', 'binary'])
            .check(z.describe('structured: one JSON document. binary: ce- headers.')),
          'structured',
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
        const message = urlMistake(value.urlFrom, value);
        if (message) issues.push({ code: 'custom', message, path: ['urlFrom'], input: undefined });
      }),
  server: ({ urlFrom }) => urlFrom,
  open: async ({ urlFrom, tokenFrom, ...settings }, { onAnswer }: ChannelParts) => {
    const { CloudeventsNotifier } = await import('./cloudevents-notifier.ts');
    return new CloudeventsNotifier({ ...settings, url: urlFrom, token: tokenFrom, onAnswer });
  },
});
