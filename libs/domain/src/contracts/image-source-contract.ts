import type { ImageSource } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { unique } from './samples.ts';

export interface ImageSourceSubject {
  /** Stores an image and opens it. */
  put(key: string, bytes: Uint8Array): Promise<ImageSource>;
  /** Overwrites it with something else. */
  change(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** Stores an image with more bytes than the adapter reads, and opens it. */
  putTooBig?(key: string): Promise<ImageSource>;
  /** Takes away the permission to read the image. */
  makeUnreadable?(key: string): Promise<void>;
  /** From here on the backend does not answer. */
  breakBackend?(): Promise<void>;
  close?(): Promise<void>;
}

/** Every byte value, so that any decoding would show. */
const BYTES = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
const OTHER_BYTES = Uint8Array.of(1, 2, 3);

export const imageSourceContract = new Contract<ImageSourceSubject>();

imageSourceContract.promise('reads the exact bytes', async ({ put }) => {
  expect(bytesOf(await (await put(newKey(), BYTES)).read())).toEqual(bytesOf(BYTES));
});

imageSourceContract.promise('reads the same bytes again', async ({ put }) => {
  const image = await put(newKey(), BYTES);
  await image.read();
  expect(bytesOf(await image.read())).toEqual(bytesOf(BYTES));
});

imageSourceContract.promise('reads an empty image', async ({ put }) => {
  expect((await (await put(newKey(), new Uint8Array())).read()).byteLength).toBe(0);
});

imageSourceContract.promise('takes the key literally', async ({ put }) => {
  for (const key of ['a b/%41+c.png', '-x.png', 'ünï ✓ 🚪.png', "it's #1?&=.png"]) {
    const image = await put(`${unique('folder')}/${key}`, BYTES);
    expect(image.address.key.endsWith(key)).toBe(true);
    expect(bytesOf(await image.read())).toEqual(bytesOf(BYTES));
  }
});

imageSourceContract.promise('keeps images apart', async ({ put }) => {
  const [one, other] = [await put(newKey(), BYTES), await put(newKey(), OTHER_BYTES)];
  expect(one.address).not.toEqual(other.address);
  expect(bytesOf(await one.read())).toEqual(bytesOf(BYTES));
  expect(bytesOf(await other.read())).toEqual(bytesOf(OTHER_BYTES));
});

imageSourceContract.promise(
  'reads the same bytes again or fails with image-gone after a change',
  async ({ put, change }) => {
    const key = newKey();
    const image = await put(key, BYTES);
    await image.read();
    await change(key, OTHER_BYTES);
    const again = image.read().then(bytesOf);
    const seen = await again.catch(async () => failureOf(again, 'image-gone'));
    if (Array.isArray(seen)) expect(seen).toEqual(bytesOf(BYTES));
  },
);

imageSourceContract.promise('fails with image-gone when it was removed', async (subject) => {
  const key = newKey();
  const image = await subject.put(key, BYTES);
  await subject.remove(key);
  await failureOf(image.read(), 'image-gone');
});

imageSourceContract.promiseWith(
  'putTooBig',
  'fails with image-unsupported when there are too many bytes',
  async ({ putTooBig }) => {
    const image = await putTooBig(newKey());
    await failureOf(image.read(), 'image-unsupported');
  },
);

imageSourceContract.promiseWith(
  'makeUnreadable',
  'fails with image-unreadable without permission',
  async ({ put, makeUnreadable }) => {
    const key = newKey();
    const image = await put(key, BYTES);
    await makeUnreadable(key);
    await failureOf(image.read(), 'image-unreadable');
  },
);

imageSourceContract.promiseWith(
  'breakBackend',
  'fails with source-unavailable when its backend does not answer',
  async ({ put, breakBackend }) => {
    const image = await put(newKey(), BYTES);
    await breakBackend();
    await failureOf(image.read(), 'source-unavailable');
  },
);

export function describeImageSourceContract(
  name: string,
  open: () => Promise<ImageSourceSubject>,
  options?: ContractOptions<ImageSourceSubject>,
): void {
  imageSourceContract.describe(name, open, options);
}

function newKey(): string {
  return `${unique('folder')}/image.png`;
}

/** Makes Buffers and arrays of the same bytes equal. */
function bytesOf(bytes: Uint8Array): number[] {
  return [...bytes];
}
