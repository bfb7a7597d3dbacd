import {
  type ChannelParts,
  type ChannelProvider,
  httpsUrlIn,
  provider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';

export const teams: ChannelProvider = provider({
  name: 'teams',
  abilities: {
    ports: ['Notifier'],
    summary: 'a Microsoft Teams channel or chat, by a flow (Workflows)',
    hosts: ['laptop'],
    limits: [
      '4 messages a second',
      '20 KB; longer ones are cut',
      'a flow accepts cards (202) before it looks at them',
    ],
    needs: ['a flow with a Teams webhook request as its trigger'],
  },
  settings: (secret) =>
    z.strictObject({
      urlFrom: httpsUrlIn(secret).check(
        z.describe('Environment variable with the URL of the flow.'),
      ),
    }),
  server: ({ urlFrom }) => urlFrom,
  open: async ({ urlFrom: url }, { linkTo, locale, onAnswer }: ChannelParts) => {
    const { TeamsNotifier } = await import('./teams-notifier.ts');
    return new TeamsNotifier({ url, linkTo, locale, onAnswer });
  },
});
