import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeImageSourceContract, failureOf } from '@glyphwatch/domain/contracts';
import { blobContainer, BlobImage } from './index.ts';

const SAS = '?sv=2024-11-04&sp=r&sig=a%2Bsecret%3D';
const MAX_BYTES = 5_000;

/** Blob Storage in small: what its documentation says of Get Blob and its conditions. */
async function openStorage() {
  const blobs = new Map<string, Uint8Array>();
  let status: number | undefined;
  let isCut = false;
  const seen: string[] = [];
  const respond = (
    { method = '', url = '', headers }: IncomingMessage,
    response: ServerResponse,
  ) => {
    seen.push(method);
    const [path = '', query] = url.split('?');
    const blob = blobs.get(decodeURIComponent(path));
    if (status !== undefined || `?${query}` !== SAS) return response.writeHead(status ?? 403).end();
    if (!blob) return response.writeHead(404).end();
    const etag = `"0x${createHash('md5').update(blob).digest('hex')}"`;
    if (![undefined, etag].includes(headers['if-match'])) return response.writeHead(412).end();
    response.writeHead(200, { etag, 'content-length': blob.byteLength });
    if (isCut) return response.write(blob.subarray(0, 10), () => response.destroy());
    return response.end(method === 'HEAD' ? undefined : blob);
  };
  const server = createServer((request, response) => void respond(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const container = blobContainer(`${origin}/scans${SAS}`);
  if (!container) throw new Error('no container');
  return {
    seen,
    container,
    image: (key: string) => new BlobImage(container, key, { maxBytes: MAX_BYTES }),
    put: (key: string, bytes: Uint8Array) => void blobs.set(`/scans/${key}`, bytes),
    remove: (key: string) => void blobs.delete(`/scans/${key}`),
    answer: (with_: number) => void (status = with_),
    cut: () => void (isCut = true),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describeImageSourceContract('BlobImage', async () => {
  const storage = await openStorage();
  const put = async (key: string, bytes: Uint8Array) => {
    storage.put(key, bytes);
    return storage.image(key);
  };
  return {
    put,
    change: async (key: string, bytes: Uint8Array) => storage.put(key, bytes),
    remove: async (key: string) => storage.remove(key),
    putTooBig: (key: string) => put(key, new Uint8Array(MAX_BYTES + 1)),
    makeUnreadable: async () => storage.answer(403),
    breakBackend: async () => storage.answer(503),
    close: () => storage.close(),
  };
});

describe('BlobImage', () => {
  let storage: Awaited<ReturnType<typeof openStorage>>;
  beforeEach(async () => {
    storage = await openStorage();
  });
  afterEach(() => storage.close());

  it('never reads other content than identified: the next attempt has the new content', async () => {
    storage.put('a.png', Buffer.from('KEEP OUT'));
    const image = storage.image('a.png');
    const { hash } = await image.identify();
    storage.put('a.png', Buffer.from('EXIT'));
    await failureOf(image.read(), 'source-unavailable');
    expect((await image.identify()).hash).not.toBe(hash);
    expect(Buffer.from(await image.read()).toString()).toBe('EXIT');
  });

  it('says source-unavailable when the content breaks off', async () => {
    storage.put('a.png', new Uint8Array(1_000));
    const image = storage.image('a.png');
    await image.identify();
    storage.cut();
    await failureOf(image.read(), 'source-unavailable');
  });

  it('never asks for a key that leads elsewhere', async () => {
    await failureOf(storage.image('../other/a.png').read(), 'image-unreadable');
    expect(storage.seen).toEqual([]);
  });

  it.each([401, 403, 404, 409, 412, 418, 429, 500])(
    'keeps the signature secret after %d',
    async (status) => {
      storage.answer(status);
      const error = await storage
        .image('a.png')
        .read()
        .catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(Error);
      expect(`${error}${(error as Error).stack}`).not.toMatch(/secret|sig=/);
    },
  );

  it('is of no container without a path or a signature', () => {
    expect(blobContainer(`https://a.blob.core.windows.net/${SAS}`)).toBeUndefined();
    expect(blobContainer('https://a.blob.core.windows.net/scans')).toBeUndefined();
  });
});
