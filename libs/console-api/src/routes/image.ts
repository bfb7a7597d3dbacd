import * as z from 'zod';
import { type Result, summaryOf } from '@glyphwatch/domain';
import { notFound } from '../api-error.ts';
import { pictureVersion } from '../cells/image-cell.ts';
import { imageDetail, linesOf } from '../cells/image-detail.ts';
import { type ConsoleParts, WIDTHS } from '../console-parts.ts';
import { refuseReadOnly } from '../read-only.ts';
import { rawRoute, route, type Route } from '../route.ts';
import { IMAGE, REVEAL, REVEALED } from '../shapes.ts';

const ID = z.object({ id: z.string().max(4096) });
const PICTURE = ID.extend({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  width: z.enum(WIDTHS).default('320'),
  version: z.string().max(100).optional(),
});

export const IMAGE_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'GET', path: 'api/image', summary: 'One image: text, findings, messages' },
    ...{ query: ID, answer: IMAGE },
    handle: async (parts, { query }) => imageDetail(parts, await find(parts, query.id)),
  }),
  rawRoute({
    ...{
      method: 'GET',
      path: 'api/picture',
      summary: 'The picture, with what is sensitive covered',
    },
    ...{ query: PICTURE, type: 'image/webp' },
    async handle(parts, { query: { id, page, width, version } }) {
      const result = await find(parts, id);
      const body = await parts.views.covered(result, { page, width });
      const isCurrent = version === pictureVersion(summaryOf(result));
      const kept = isCurrent ? 'private, max-age=31536000, immutable' : 'no-store';
      return { type: 'image/webp', body, headers: { 'cache-control': kept } };
    },
  }),
  route({
    ...{ method: 'POST', path: 'api/reveal', summary: 'What is covered; this is recorded' },
    ...{ body: REVEAL, answer: REVEALED, isSecret: true },
    async handle(parts, { body: { imageId, page = 1 }, caller }) {
      refuseReadOnly(parts);
      const result = await find(parts, imageId);
      await parts.recordReveal({ at: parts.clock(), by: caller.name, imageId, page });
      const { findings } = await imageDetail(parts, result, { reveal: true });
      const lines = result.detection ? linesOf(result.detection) : [];
      const picture = await parts.views
        .bare(result, { page, width: '2048' })
        .catch(() => undefined);
      return { ...(picture ? { picture: dataUrl(picture) } : {}), lines, findings };
    },
  }),
];

async function find({ results }: ConsoleParts, id: string): Promise<Result> {
  const result = await results.find(id);
  if (!result) throw notFound('This image');
  return result;
}

function dataUrl(webp: Uint8Array): string {
  return `data:image/webp;base64,${Buffer.from(webp).toString('base64')}`;
}
