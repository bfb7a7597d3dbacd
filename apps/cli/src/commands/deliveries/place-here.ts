import { resolve } from 'node:path';
import { withStoreOptions } from '../shared-options.ts';
import type { Place, StorePlace } from './place.ts';

const S3 = 's3://';

export const HERE: Place<StorePlace> = {
  withPlace: withStoreOptions,
  command: 'glyphwatch',
  folder: (typed, { cwd }) => (typed.startsWith(S3) ? typed.slice(S3.length) : resolve(cwd, typed)),
  image: async (typed, { cwd }) =>
    (await import('../results/image-id-named.ts')).imageIdNamed(typed, cwd),
  use: async (...how) => (await import('./use-here.ts')).useHere(...how),
  known: async (...what) => (await import('./use-here.ts')).knownHere(...what),
  zone: async (...where) => (await import('./use-here.ts')).clocksHere(...where),
};
