import { type ChannelParts, type ChannelProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';

const SERVERS = { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' };

const routingKey = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9]{32}$/,
      'names a variable that holds no routing key: 32 letters and digits',
    ),
  );

export const pagerduty: ChannelProvider = provider({
  name: 'pagerduty',
  abilities: {
    ports: ['Notifier'],
    tells: 'each',
    summary: 'alerts in PagerDuty (Events API v2); repeats join one alert',
    hosts: ['laptop'],
    limits: [
      'summaries of 140 ASCII characters',
      '20,000 characters of details; longer ones are cut',
    ],
    needs: ['a service with an Events API v2 integration'],
  },
  settings: (secret) =>
    z.strictObject({
      routingKeyFrom: z
        .pipe(secret, routingKey)
        .check(z.describe('Environment variable with the integration key.')),
      region: z._default(z.enum(['us', 'eu']), 'us'),
    }),
  server: ({ region }) => SERVERS[region],
  open: async ({ routingKeyFrom, region }, { linkTo, locale, onAnswer }: ChannelParts) => {
    const { PagerdutyNotifier } = await import('./pagerduty-notifier.ts');
    const server = SERVERS[region];
    return new PagerdutyNotifier({ routingKey: routingKeyFrom, server, linkTo, locale, onAnswer });
  },
});
