import * as z from 'zod';
import { hasErrorCode, type Page } from '@glyphwatch/domain';
import { ApiError, cannot, notFound } from '../api-error.ts';
import { barEdges } from '../bar-edges.ts';
import { alertCells } from '../cells/alert-cell.ts';
import { imageCell } from '../cells/image-cell.ts';
import { route, type Route } from '../route.ts';
import {
  ALERT_CELL,
  BARS,
  COUNT,
  IMAGE_CELL,
  NEIGHBOURS,
  page,
  PAGE_QUERY,
  WALL_QUERY,
} from '../shapes.ts';
import { toQuery } from '../wall-query.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;

const BY = z.object({ by: z.enum(['hour', 'day']).default('day') });
const OF_IMAGE = z.object({ id: z.string().max(4096), wall: z.enum(['alerts', 'images']) });

export const WALL_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'GET', path: 'api/images', summary: 'Images, newest first' },
    ...{ query: PAGE_QUERY, answer: page(IMAGE_CELL) },
    async handle(parts, { query: { limit, cursor, ...wall } }) {
      const asked = { ...toQuery(parts, wall), limit, ...(cursor === undefined ? {} : { cursor }) };
      const found = await pageFrom(cursor, parts.queries.summaries(asked));
      return { ...found, items: found.items.map(imageCell) };
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/images/count', summary: 'How many images' },
    ...{ query: WALL_QUERY, answer: COUNT },
    handle: async (parts, { query }) => {
      refuseUncounted(parts.queries.can.includes('count'));
      return parts.queries.count(toQuery(parts, query));
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/images/histogram', summary: 'Images by hour or day' },
    ...{ query: WALL_QUERY.extend(BY.shape), answer: BARS },
    async handle(parts, { query: { by, ...wall } }) {
      if (!parts.queries.can.includes('histogram')) return { bars: [] };
      const asked = toQuery(parts, wall);
      const until = asked.until ?? parts.clock();
      const since = asked.since ?? until - DEFAULT_DAYS * DAY_MS;
      const edges = barEdges(since, until, by, parts.timezone);
      return { bars: [...(await parts.queries.histogram(asked, edges))] };
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/alerts', summary: 'Alerts, newest first' },
    ...{ query: PAGE_QUERY, answer: page(ALERT_CELL) },
    async handle(parts, { query: { limit, cursor, ...wall } }) {
      const asked = { ...toQuery(parts, wall), limit, ...(cursor === undefined ? {} : { cursor }) };
      const found = await pageFrom(cursor, parts.reviews.list(asked));
      return { ...found, items: await alertCells(parts, found.items) };
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/alerts/count', summary: 'How many alerts' },
    ...{ query: WALL_QUERY, answer: COUNT },
    handle: async (parts, { query }) => {
      refuseUncounted(parts.queries.can.includes('count'));
      return parts.reviews.count(toQuery(parts, query));
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/neighbours', summary: 'The images before and after one' },
    ...{ query: WALL_QUERY.extend(OF_IMAGE.shape), answer: NEIGHBOURS },
    async handle(parts, { query: { id, wall, ...rest } }) {
      if (!parts.queries.can.includes('neighbours')) return {};
      const image = await parts.queries.summary(id);
      if (!image) throw notFound('This image');
      const { verdict: _, ...ofImage } = toQuery(parts, rest);
      return wall === 'images'
        ? parts.queries.neighbours(ofImage, image)
        : parts.reviews.neighbours(toQuery(parts, rest), image);
    },
  }),
];

/** A cursor that a store did not write is the caller's mistake. */
async function pageFrom<T>(
  cursor: string | undefined,
  asked: Promise<Page<T>>,
): Promise<{ items: T[]; cursor?: string }> {
  try {
    const { items, cursor: next } = await asked;
    return { items: [...items], ...(next === undefined ? {} : { cursor: next }) };
  } catch (error) {
    if (cursor === undefined || !hasErrorCode(error, 'store-misconfigured')) throw error;
    throw new ApiError(400, 'bad-cursor', 'This cursor is not of this list.', {
      advice: 'List again without a cursor.',
    });
  }
}

function refuseUncounted(can: boolean): void {
  if (!can) throw cannot('This store cannot count.', 'Count the pages instead.');
}
