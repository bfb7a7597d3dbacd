import { printableJson } from '@glyphwatch/notification-text';
import { CHANNELS, DETECTORS, IMAGE_SOURCES, STORES, WATCHLIST_SOURCES } from '../../providers.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { type Io, write } from '../../terminal/io.ts';
import { describeProvider, type ProviderGroup } from './describe-provider.ts';
import { providerRows } from './provider-rows.ts';
import type { ProvidersOptions } from './options.ts';

const GROUPS: readonly ProviderGroup[] = [
  { title: 'Detectors', line: 'detector', providers: DETECTORS },
  { title: 'Stores', line: 'store', providers: STORES },
  { title: 'Channels', line: 'channels', providers: CHANNELS },
  { title: 'Images', providers: IMAGE_SOURCES },
  { title: 'Watch rules', providers: WATCHLIST_SOURCES },
];

export async function runProviders(
  { format }: ProvidersOptions,
  { env, stdout }: Io,
): Promise<number> {
  const groups = await Promise.all(
    GROUPS.map(async (group) => ({
      ...group,
      providers: await Promise.all(group.providers.map((one) => describeProvider(one, group, env))),
    })),
  );
  await write(
    stdout,
    format === 'json' ? `${printableJson({ groups })}\n` : groups.map(providerRows).join('\n'),
  );
  return EXIT.done;
}
