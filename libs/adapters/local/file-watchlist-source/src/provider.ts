import { provider, type WatchlistProvider } from '@glyphwatch/provider';
import * as z from 'zod/mini';

export const file: WatchlistProvider = provider({
  name: 'file',
  abilities: {
    ports: ['WatchlistSource'],
    summary: 'a rule file, read again when it changes',
    hosts: ['laptop'],
    limits: [],
  },
  settings: () => z.strictObject({ file: z.string().check(z.minLength(1)) }),
  shorthand: (path) => ({ file: path }),
  open: async (settings, { onProblem, hashKey, zone }) => {
    const { FileWatchlistSource } = await import('./file-watchlist-source.ts');
    return new FileWatchlistSource(settings.file, {
      onProblem,
      ...(hashKey ? { hashKey: await hashKey() } : {}),
      ...(zone === undefined ? {} : { zone }),
    });
  },
});
