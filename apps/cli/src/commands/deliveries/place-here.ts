import { resolve } from 'node:path';
import type { StoreAccess } from '@glyphwatch/provider';
import { withStoreOptions } from '../shared-options.ts';
import type { Place } from './place.ts';

export interface StorePlace {
  readonly config?: string;
  readonly store?: string;
}

const S3 = 's3://';

export const HERE: Place<StorePlace> = {
  withPlace: withStoreOptions,
  command: 'glyphwatch',
  folder: (typed, { cwd }) => (typed.startsWith(S3) ? typed.slice(S3.length) : resolve(cwd, typed)),
  use: async (options, io, work) => {
    const [{ buildContainer, STORE }, { readConfig }, { withPart }] = await Promise.all([
      import('../../container.ts'),
      import('../../settings/read-config.ts'),
      import('../../with-part.ts'),
    ]);
    const access: StoreAccess = 'change';
    const container = buildContainer(readConfig(options, io, [], 'looking'), io, access);
    return withPart(STORE, container, ({ deliveries, reviews }) => work(deliveries, reviews));
  },
};
