import { type ChannelProvider, provider, type Right } from '@glyphwatch/provider';
import * as z from 'zod/mini';

/** What its events say they come from. */
const SOURCE = 'glyphwatch';

export const eventbridge: ChannelProvider = provider({
  name: 'eventbridge',
  abilities: {
    ports: ['Notifier'],
    tells: 'each',
    summary: 'JSON events on a bus, for machines',
    hosts: ['function'],
    limits: ['256 KB for one event; longer texts are cut'],
    pricePerThousand: 0.001,
    needs: ['an event bus'],
  },
  settings: () => z.strictObject({ busName: z.string().check(z.minLength(1)) }),
  open: async ({ busName }) => {
    const { openEventBridgeNotifier } = await import('./open.ts');
    return openEventBridgeNotifier({ busName, source: SOURCE });
  },
});

/** Events of other sources stay out. */
export function putEventsRights(busArn: string): Right[] {
  return [
    {
      sid: 'TellMachines',
      actions: ['events:PutEvents'],
      resources: [busArn],
      conditions: { StringEquals: { 'events:source': SOURCE } },
    },
  ];
}
