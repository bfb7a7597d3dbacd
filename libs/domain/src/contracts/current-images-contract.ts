import { type CurrentImages, type ImageAddress, imageIdOf } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { unique } from './samples.ts';

export interface CurrentImagesSubject {
  readonly images: CurrentImages;
  /** Stores an image, or overwrites it; resolves to the version that the upload's event has. */
  put(
    key: string,
    content: string,
  ): Promise<{ readonly address: ImageAddress; readonly version: string }>;
  /** Deletes it as people do: where versions are kept, older ones stay. */
  remove(key: string): Promise<void>;
  /** Erases one version for good. */
  erase?(address: ImageAddress): Promise<void>;
  /** Takes away the permission to look. */
  makeUnreadable?(key: string): Promise<void>;
  /** From here on the backend does not answer. */
  breakBackend?(): Promise<void>;
  close?(): Promise<void>;
}

export const currentImagesContract = new Contract<CurrentImagesSubject>();

currentImagesContract.promise('finds nothing where nothing ever was', async ({ images, put }) => {
  const { address } = await put(newKey(), 'KEEP OUT');
  expect(await images.find({ ...address, key: newKey() })).toBeUndefined();
});

currentImagesContract.promise(
  'finds what is there, with the version of its event',
  async ({ images, put }) => {
    const { address, version } = await put(newKey(), 'KEEP OUT');
    const current = await images.find(address);
    expect(current).toMatchObject({ address, version, size: 8 });
    expect(current?.uploadedAt).toBeGreaterThanOrEqual(0);
  },
);

currentImagesContract.promise('takes the key literally', async ({ images, put }) => {
  const { address, version } = await put(`${newKey()} b/%41+c ✓.png`, 'KEEP OUT');
  expect(await images.find(address)).toMatchObject({ address, version });
});

currentImagesContract.promise(
  'finds the newest, whatever version it is asked about',
  async ({ images, put }) => {
    const key = newKey();
    const older = await put(key, 'KEEP OUT');
    const newer = await put(key, 'NO ENTRY');
    expect(newer.version).not.toBe(older.version);
    expect(await images.find(older.address)).toMatchObject(newer);
  },
);

currentImagesContract.promise(
  'finds nothing once it was deleted, and what came after',
  async (subject) => {
    const key = newKey();
    const { address } = await subject.put(key, 'KEEP OUT');
    await subject.remove(key);
    expect(await subject.images.find(address)).toBeUndefined();
    const again = await subject.put(key, 'NO ENTRY');
    expect(await subject.images.find(address)).toMatchObject(again);
  },
);

currentImagesContract.promiseWith(
  'erase',
  'finds the older version once the newer one was erased',
  async (subject) => {
    const { images, put, erase } = subject;
    const key = newKey();
    const older = await put(key, 'KEEP OUT');
    const newer = await put(key, 'NO ENTRY');
    await erase(newer.address);
    expect(await images.find(newer.address)).toMatchObject(older);
    await erase(older.address);
    expect(await images.find(older.address)).toBeUndefined();
  },
);

currentImagesContract.promiseWith(
  'makeUnreadable',
  'fails with image-unreadable without permission',
  async ({ images, put, makeUnreadable }) => {
    const key = newKey();
    const { address } = await put(key, 'KEEP OUT');
    await makeUnreadable(key);
    const { message } = await failureOf(images.find(address), 'image-unreadable');
    expect(message).not.toContain(imageIdOf(address));
  },
);

currentImagesContract.promiseWith(
  'breakBackend',
  'fails with source-unavailable when its backend does not answer',
  async ({ images, put, breakBackend }) => {
    const { address } = await put(newKey(), 'KEEP OUT');
    await breakBackend();
    await failureOf(images.find(address), 'source-unavailable');
  },
);

export function describeCurrentImagesContract(
  name: string,
  open: () => Promise<CurrentImagesSubject>,
  options?: ContractOptions<CurrentImagesSubject>,
): void {
  currentImagesContract.describe(name, open, options);
}

function newKey(): string {
  return `${unique('folder')}/image.png`;
}
