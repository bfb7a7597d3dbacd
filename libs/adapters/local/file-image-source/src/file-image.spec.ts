import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, renameSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasErrorCode, type ImageSource } from '@glyphwatch/domain';
import {
  describeImageSourceContract,
  failureOf,
  newFolder,
  unprivileged,
  withFolder,
} from '@glyphwatch/domain/contracts';
import { addressOf, contentHash, FileImage } from './index.ts';

const MAX_BYTES = 4096;
/** Exists on every Linux, and every read of it fails with a real I/O error. */
const BROKEN_FILE = '/proc/self/mem';

function imageAt(path: string, root = '/nowhere'): FileImage {
  return new FileImage({ path, address: addressOf(path, root) }, { maxBytes: MAX_BYTES });
}

describeImageSourceContract(
  'FileImage',
  async () => {
    const folder = await newFolder();
    const paths: string[] = [];
    const pathOf = (key: string): string => join(folder, key);
    const put = async (key: string, bytes: Uint8Array): Promise<FileImage> => {
      await mkdir(dirname(pathOf(key)), { recursive: true });
      await writeFile(pathOf(key), bytes);
      paths.push(pathOf(key));
      return imageAt(pathOf(key), folder);
    };
    return {
      put,
      change: (key, bytes) => writeFile(pathOf(key), bytes),
      remove: (key) => rm(pathOf(key)),
      putTooBig: (key) => put(key, new Uint8Array(MAX_BYTES + 1)),
      async makeUnreadable(key) {
        await rm(pathOf(key));
        await mkdir(pathOf(key));
      },
      async breakBackend() {
        for (const path of paths) {
          await rm(path);
          await symlink(BROKEN_FILE, path);
        }
      },
      close: () => rm(folder, { recursive: true }),
    };
  },
  { without: process.platform === 'linux' ? [] : ['breakBackend'] },
);

const inFolder = (title: string, test: (path: string) => Promise<void>) =>
  it(title, () => withFolder((folder) => test(join(folder, 'sign.png'))));

inFolder('fails with image-unreadable without permission to read', async (path) => {
  await writeFile(path, 'x');
  await chmod(path, 0o000);
  await chmod(dirname(path), 0o755);
  const { message } = await unprivileged(() => failureOf(imageAt(path).read(), 'image-unreadable'));
  expect(message).toMatch(/Allow this user to read/);
});

inFolder('fails with image-unreadable without permission to enter the folder', async (path) => {
  await writeFile(path, 'x');
  await chmod(dirname(path), 0o600);
  await unprivileged(() => failureOf(imageAt(path).read(), 'image-unreadable'));
});

inFolder('fails with image-unreadable for anything but a file, without blocking', async (path) => {
  execFileSync('mkfifo', [path]);
  await failureOf(imageAt(path).read(), 'image-unreadable');
  await failureOf(imageAt('/dev/zero').read(), 'image-unreadable');
  await failureOf(imageAt('/dev/zero').identify(), 'image-unreadable');
});

inFolder('fails with image-gone when its folder became a file', async (path) => {
  await writeFile(path, 'x');
  await failureOf(imageAt(join(path, 'below.png')).read(), 'image-gone');
});

inFolder('fails with image-unreadable when its links form a loop', async (path) => {
  await symlink(path, path);
  await failureOf(imageAt(path).read(), 'image-unreadable');
});

inFolder('follows a link', async (path) => {
  await writeFile(`${path}.real`, 'KEEP OUT');
  await symlink(`${path}.real`, path);
  expect(textOf(await imageAt(path).read())).toBe('KEEP OUT');
});

inFolder('reads exactly as many bytes as allowed', async (path) => {
  await writeFile(path, new Uint8Array(MAX_BYTES));
  expect(await imageAt(path).read()).toHaveLength(MAX_BYTES);
});

inFolder('rejects a huge file without reading it', async (path) => {
  await writeFile(path, '');
  await truncate(path, 2 ** 42);
  await failureOf(imageAt(path).read(), 'image-unsupported');
});

inFolder('identifies a file by its content, even one too big to be read', async (path) => {
  const bytes = Buffer.alloc(3 * 1024 * 1024 + 1, 'glyph');
  await writeFile(path, bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(await imageAt(path).identify()).toMatchObject({ hash, size: bytes.length });
});

inFolder('reads what was identified, even after the file was changed or removed', async (path) => {
  await writeFile(path, 'KEEP OUT');
  const image = imageAt(path);
  const { hash } = await image.identify();
  await writeFile(path, 'KEEP 0UT');
  expect(textOf(await image.read())).toBe('KEEP OUT');
  await rm(path);
  expect(textOf(await image.read())).toBe('KEEP OUT');
  expect(await contentHash(image)).toBe(hash);
});

/** Runs `meanwhile` each time that the file has been opened, and not been read. */
function imageChanging(path: string, meanwhile: (reads: number) => void): FileImage {
  let reads = 0;
  const clock = () => {
    meanwhile((reads += 1));
    return reads;
  };
  return new FileImage({ path, address: addressOf(path, '/nowhere') }, { clock });
}

inFolder('is the new content of a file that is replaced while it is read', async (path) => {
  await writeFile(path, 'OLD');
  await writeFile(`${path}.new`, 'NEW');
  const image = imageChanging(path, (reads) => {
    if (reads === 1) renameSync(`${path}.new`, path);
  });
  expect(textOf(await image.read())).toBe('NEW');
  expect(await image.identify()).toMatchObject({ size: 3, seenAt: 2 });
});

inFolder('fails with source-unavailable while a file is being written', async (path) => {
  await writeFile(path, 'OLD');
  const image = imageChanging(path, () => appendFileSync(path, 'more'));
  const { message } = await failureOf(image.read(), 'source-unavailable');
  expect(message).toContain('completely written');
});

inFolder(
  'identifies now what the file has become since, and nothing that has not changed',
  async (path) => {
    await writeFile(path, 'KEEP OUT');
    let now = 1;
    const image = new FileImage(
      { path, address: addressOf(path, '/nowhere') },
      { clock: () => now },
    );
    const first = await image.identify();
    now = 2;
    expect(await image.identifyNow()).toEqual(first);
    await writeFile(path, 'NO ENTRY');
    expect(await image.identifyNow()).toMatchObject({ size: 8, seenAt: 2 });
    expect(textOf(await image.read())).toBe('NO ENTRY');
    await rm(path);
    await failureOf(image.identifyNow(), 'image-gone');
  },
);

inFolder('identifies, but never reads, a file with too many bytes', async (path) => {
  await writeFile(path, new Uint8Array(MAX_BYTES + 1));
  const image = imageAt(path);
  expect(await image.identify()).toMatchObject({ size: MAX_BYTES + 1 });
  await failureOf(image.read(), 'image-unsupported');
});

inFolder('tries again after a failure', async (path) => {
  const image = imageAt(path);
  await failureOf(image.read(), 'image-gone');
  await writeFile(path, 'KEEP OUT');
  expect(textOf(await image.read())).toBe('KEEP OUT');
});

it('hashes an image of another source by its bytes', async () => {
  const image = { address: addressOf('/a.png', '/'), read: async () => Buffer.from('KEEP OUT') };
  const hash = createHash('sha256').update('KEEP OUT').digest('hex');
  await expect(contentHash(image)).resolves.toBe(hash);
});

inFolder('keeps the cause and quotes no file name in messages', async (path) => {
  const image: ImageSource = imageAt(path);
  const failure = await failureOf(image.read(), 'image-gone');
  expect(failure.cause).toHaveProperty('code', 'ENOENT');
  expect(failure.message).not.toContain('sign');
  expect(hasErrorCode(failure, 'image-gone')).toBe(true);
});

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
