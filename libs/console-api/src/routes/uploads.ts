import { Readable } from 'node:stream';
import * as z from 'zod';
import { cannot } from '../api-error.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { refuseReadOnly } from '../read-only.ts';
import { route, type Route } from '../route.ts';
import { UPLOAD, UPLOADS } from '../shapes.ts';
import type { Uploads } from '../uploads.ts';

const BYTES = z.instanceof(Readable, { error: 'must be raw bytes: application/octet-stream' });

export const UPLOAD_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'PUT', path: 'api/uploads/:name', summary: 'Adds an image' },
    ...{ body: BYTES, bodyType: 'application/octet-stream', answer: UPLOAD, status: 202 },
    async handle(parts, { body, params: { name = '' } }) {
      refuseReadOnly(parts);
      return uploadsOf(parts).receive(name, body);
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/uploads', summary: 'What was added, and what became of it' },
    answer: UPLOADS,
    async handle({ uploads }) {
      return { items: uploads ? [...(await uploads.list())] : [] };
    },
  }),
];

function uploadsOf({ uploads }: ConsoleParts): Uploads {
  if (uploads) return uploads;
  throw cannot('Images cannot be added here.', 'Keep results in a file: --store results.db.');
}
