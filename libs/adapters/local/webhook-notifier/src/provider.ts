import { type ChannelProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';

/** Lets the refinement run even if single fields have mistakes, so that all are reported together. */
const WHATEVER_ELSE = () => true;
const protocol = /^https?$/;

export const webhook: ChannelProvider = provider({
  name: 'webhook',
  abilities: {
    ports: ['Notifier'],
    summary: 'signed posts to a URL (Standard Webhooks)',
    hosts: ['laptop'],
    limits: ['addresses on the open internet, unless allowPrivate is set'],
    pricePerThousand: 0,
    needs: ['a receiver that checks signatures'],
  },
  settings: (secret) =>
    z
      .strictObject({
        url: z.optional(
          z
            .url({ protocol, error: 'must be a URL that begins with https://' })
            .check(z.describe('Where to post; or urlFrom.')),
        ),
        urlFrom: z.optional(
          z
            .pipe(secret, z.url({ protocol, error: 'names a variable that holds no URL' }))
            .check(z.describe('Environment variable with the URL, when it is a secret.')),
        ),
        secretFrom: z
          .union([secret, z.array(secret).check(z.minLength(1))])
          .check(
            z.describe(
              'Environment variable with the signing secret (whsec_…); several while it changes.',
            ),
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
      .check(
        z.refine((given) => 'url' in given !== 'urlFrom' in given, {
          error: 'needs either url or urlFrom',
          when: WHATEVER_ELSE,
        }),
        z.refine(({ url, allowHttp }) => allowHttp || !url?.startsWith('http:'), {
          path: ['url'],
          error: 'must begin with https://, or set allowHttp: true',
        }),
      ),
  open: async ({ url, urlFrom, secretFrom, ...allowed }) => {
    const { WebhookNotifier } = await import('./webhook-notifier.ts');
    return new WebhookNotifier({ url: url ?? urlFrom ?? '', secret: secretFrom, ...allowed });
  },
});
