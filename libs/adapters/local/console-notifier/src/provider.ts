import { type ChannelParts, type ChannelProvider, provider } from '@glyphwatch/provider';

export const consoleChannel: ChannelProvider = provider({
  name: 'console',
  abilities: {
    ports: ['Notifier'],
    tells: 'each',
    summary: 'text for people or lines of JSON, on a stream',
    hosts: ['laptop'],
    limits: [],
    pricePerThousand: 0,
    notShown: ['refusing and misconfiguring: a stream does neither'],
  },
  open: async (_, { output, linkTo, locale }: ChannelParts) => {
    const { ConsoleNotifier } = await import('./console-notifier.ts');
    return new ConsoleNotifier(output, { linkTo, locale });
  },
});
