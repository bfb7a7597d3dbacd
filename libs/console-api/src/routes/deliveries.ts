import * as z from 'zod';
import { refuseReadOnly } from '../read-only.ts';
import { route, type Route } from '../route.ts';
import { RETRY } from '../shapes.ts';

const N = z.object({ n: z.number().int() });

export const DELIVERY_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'POST', path: 'api/deliveries/retry', summary: 'Sends dead letters again' },
    ...{ body: RETRY, answer: N },
    async handle(parts, { body: { ids, channel }, caller }) {
      refuseReadOnly(parts);
      const query = {
        ...(ids === undefined ? {} : { ids }),
        ...(channel === undefined ? {} : { channel }),
      };
      return { n: await parts.deliveries.retry(query, caller.name) };
    },
  }),
  route({
    ...{ method: 'POST', path: 'api/tell-now', summary: 'Tells what waits and is due' },
    answer: z.object({}),
    async handle(parts) {
      refuseReadOnly(parts);
      await parts.tellNow?.();
      return {};
    },
  }),
];
