import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unprivileged, withFolder } from '@glyphwatch/domain/contracts';
import { findImages, type FoundFile, type Missing, type PassedOver } from './index.ts';
import { plant } from './testing/plant.ts';

const inFolder = (title: string, test: (folder: string) => Promise<void>) =>
  it(title, () => withFolder(test));

async function all(
  from: string,
  ...targets: string[]
): Promise<(FoundFile | PassedOver | Missing)[]> {
  const found: (FoundFile | PassedOver | Missing)[] = [];
  for await (const item of findImages(targets, { from })) found.push(item);
  return found;
}

/** Names as shown to users; missing ones with an exclamation mark, those passed over with a tilde. */
async function names(from: string, ...targets: string[]): Promise<string[]> {
  return (await all(from, ...targets)).map(nameOf);
}

function nameOf(item: FoundFile | PassedOver | Missing): string {
  if ('missing' in item) return `!${item.missing}: ${item.reason}`;
  return 'passedOver' in item ? `~${item.passedOver}: ${item.kind}` : item.path;
}

/** Without those passed over. */
async function images(from: string, ...targets: string[]): Promise<string[]> {
  return (await names(from, ...targets)).filter((name) => !name.startsWith('~'));
}

inFolder('finds the images of a folder and its folders in natural order', async (folder) => {
  plant(folder, 'p/10.png', 'p/9.png', 'p/b/2.jpg', 'p/b/1.jpg', 'p/a.png', 'p/c.png', 'p/B.png');
  expect(await names(folder, 'p')).toEqual([
    'p/9.png',
    'p/10.png',
    'p/a.png',
    'p/b/1.jpg',
    'p/b/2.jpg',
    'p/B.png',
    'p/c.png',
  ]);
});

inFolder(
  'finds only images in a folder, regardless of the case of their extensions',
  async (folder) => {
    plant(folder, 'a.JPG', 'b.jpeg', 'c.PnG', 'd.webp', 'e.gif', 'f.tif', 'g.TIFF', 'h.avif');
    plant(folder, 'i.txt', 'j', 'png', 'k.png.bak', 'm.png/');
    expect(await images(folder, '.')).toEqual([
      'a.JPG',
      'b.jpeg',
      'c.PnG',
      'd.webp',
      'e.gif',
      'f.tif',
      'g.TIFF',
      'h.avif',
    ]);
  },
);

inFolder(
  'finds documents, phone photos and unusual endings of formats that are read',
  async (folder) => {
    const found = ['a.pdf', 'b.HEIC', 'c.bmp', 'd.jfif', 'e.jpe', 'f.mpo', 'g.heif'];
    plant(folder, ...found);
    expect(await names(folder, '.')).toEqual(found);
  },
);

inFolder('finds an image by its content where its name says nothing', async (folder) => {
  writeFileSync(join(folder, 'scan'), '\u0089PNG\r\n\u001a\n', 'latin1');
  writeFileSync(join(folder, 'upload.tmp'), '%PDF-1.7');
  writeFileSync(join(folder, 'about.txt'), 'A PDF begins with %PDF-1.7');
  plant(folder, 'empty.bin');
  expect(await images(folder, '.')).toEqual(['scan', 'upload.tmp']);
});

inFolder('reports every file that it passes over', async (folder) => {
  plant(folder, 'a.png', 'b.SVG', 'c/d.psd', 'e.CR2', 'empty', 'notes.txt');
  writeFileSync(join(folder, 'empty'), '');
  expect(await names(folder, '.')).toEqual([
    'a.png',
    '~b.SVG: svg',
    '~c/d.psd: psd',
    '~e.CR2: cr2',
    '~empty: other',
    '~notes.txt: other',
  ]);
  expect(await names(folder, 'b.SVG')).toEqual(['b.SVG']);
});

inFolder('skips hidden files and folders unless they are named', async (folder) => {
  plant(folder, '.a.png', '.b/c.png', 'd.png', '.b/.e/f.png');
  expect(await names(folder, '.')).toEqual(['d.png']);
  expect(await names(folder, '.a.png', '.b')).toEqual(['.a.png', '.b/c.png']);
});

inFolder('accepts any name for a file that is named explicitly', async (folder) => {
  plant(folder, 'scan', 'notes.txt', '-rf', '[x].png', '*.png', 'a.png');
  expect(await names(folder, 'scan', 'notes.txt', '-rf')).toEqual(['scan', 'notes.txt', '-rf']);
  expect(await names(folder, '[x].png', '*.png')).toEqual(['[x].png', '*.png']);
});

inFolder('preserves every character of a name', async (folder) => {
  const odd = [
    '-x.png',
    'a\nb.png',
    '\u001b[31mred.png',
    '🚪.png',
    '100%41+.png',
    '\'"\\ .png',
    'e\u0301.png',
    'é.png',
  ];
  plant(folder, ...odd.map((name) => `odd/${name}`));
  expect((await names(folder, 'odd')).sort()).toEqual(odd.map((name) => `odd/${name}`).sort());
  const found = await all(folder, 'odd');
  const keys = found.map((item) => ('address' in item ? item.address.key : ''));
  expect(keys.sort()).toEqual([...odd].sort());
});

inFolder(
  'addresses images relative to the scanned folder, named files relative to the current folder or their own',
  async (folder) => {
    plant(folder, 'here/sub/a.png', 'there/b.png');
    const here = join(folder, 'here');
    const address = async (target: string) =>
      (await all(here, target)).map((item) => ('address' in item ? item.address : item));
    expect(await address('sub')).toEqual([{ bucket: join(here, 'sub'), key: 'a.png' }]);
    expect(await address('sub/a.png')).toEqual([{ bucket: here, key: 'sub/a.png' }]);
    expect(await address('s*/*.png')).toEqual([{ bucket: here, key: 'sub/a.png' }]);
    expect(await address('../there/b.png')).toEqual([
      { bucket: join(folder, 'there'), key: 'b.png' },
    ]);
    expect(await address(join(folder, 'there'))).toEqual([
      { bucket: join(folder, 'there'), key: 'b.png' },
    ]);
  },
);

inFolder('expands patterns to files only, in natural order', async (folder) => {
  plant(folder, '10.png', '9.png', 'a/1.jpg', 'a/b/2.png', '.h.png', 'x.txt', 'dir.png/');
  expect(await names(folder, '*.png')).toEqual(['9.png', '10.png']);
  expect(await names(folder, '**/*.{png,jpg}')).toEqual([
    '9.png',
    '10.png',
    'a/1.jpg',
    'a/b/2.png',
  ]);
  expect(await names(folder, '*.txt')).toEqual(['x.txt']);
  expect(await names(folder, '*.gif')).toEqual(['!*.gif: no file matches this pattern']);
  expect(await names(folder, join(folder, 'a', '*.jpg'))).toEqual([join(folder, 'a/1.jpg')]);
});

inFolder('yields each file once, however often it is named', async (folder) => {
  plant(folder, 'p/a.png', 'p/b.png');
  expect(await names(folder, 'p/b.png', 'p', './p/../p/a.png', 'p/*')).toEqual([
    'p/b.png',
    'p/a.png',
  ]);
});

inFolder('reports what is missing and continues', async (folder) => {
  plant(folder, 'a.png', 'b.png');
  execFileSync('mkfifo', [join(folder, 'pipe.png')]);
  expect(await names(folder, 'a.png', 'nope.png', 'a.png/x.png', '', 'pipe.png', 'b.png')).toEqual([
    'a.png',
    '!nope.png: no such file or folder',
    '!a.png/x.png: no such file or folder',
    '!: the name is empty',
    '!pipe.png: a device or pipe, not a file',
    'b.png',
  ]);
});

inFolder('reports a folder without permission and continues', async (folder) => {
  plant(folder, 'a.png', 'locked/b.png', 'z.png');
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'locked'), 0o000);
  const found = await unprivileged(() => names(folder, '.', 'locked'));
  chmodSync(join(folder, 'locked'), 0o755);
  expect(found).toEqual([
    'a.png',
    '!locked: permission denied',
    'z.png',
    '!locked: permission denied',
  ]);
});

inFolder('says what it has no permission to judge by content', async (folder) => {
  plant(folder, 'a.png', 'b', 'c.txt');
  chmodSync(folder, 0o755);
  for (const name of ['a.png', 'b']) chmodSync(join(folder, name), 0o000);
  const found = await unprivileged(() => names(folder, '.'));
  expect(found).toEqual(['a.png', '~b: unreadable', '~c.txt: other']);
});

inFolder('continues when a folder vanishes during the walk', async (folder) => {
  plant(folder, 'p/a.png', 'p/b/c.png', 'p/d.png');
  const seen: string[] = [];
  for await (const item of findImages(['p'], { from: folder })) {
    rmSync(join(folder, 'p', 'b'), { recursive: true, force: true });
    seen.push('path' in item ? item.path : `!${'missing' in item ? item.missing : ''}`);
  }
  expect(seen).toEqual(['p/a.png', '!p/b', 'p/d.png']);
});

inFolder(
  'reports links instead of following them, unless the link itself is named',
  async (folder) => {
    plant(folder, 'p/a.png', 'p/sub/b.png', 'outside/c.png', 'single.png');
    symlinkSync('../outside', join(folder, 'p', 'out'));
    symlinkSync('../single.png', join(folder, 'p', 'link.png'));
    symlinkSync('/dev/zero', join(folder, 'p', 'zero'));
    symlinkSync('p', join(folder, 'q'));
    const [out, link] = ['~p/out: link', '~p/link.png: link'];
    expect(await names(folder, 'p')).toEqual([
      'p/a.png',
      link,
      out,
      'p/sub/b.png',
      '~p/zero: link',
    ]);
    expect(await names(folder, 'p/*.png')).toEqual(['p/a.png', link]);
    expect(await names(folder, '[p]/out/*.png')).toEqual(['~p/out/c.png: link']);
    expect(await names(folder, join(folder, 'p/*.png'))).toEqual([
      join(folder, 'p/a.png'),
      `~${join(folder, 'p/link.png')}: link`,
    ]);
    expect(await names(folder, 'p/link.png', 'p/out')).toEqual(['p/link.png', 'p/out/c.png']);
    expect(await names(folder, 'q/*.png')).toEqual(['q/a.png', '~q/link.png: link']);
  },
);

inFolder('follows links out of the folder when asked, but never in a loop', async (folder) => {
  plant(folder, 'p/a.png', 'p/sub/b.png', 'outside/c.png', 'single.png');
  symlinkSync('..', join(folder, 'p', 'up'));
  symlinkSync('.', join(folder, 'p', 'sub', 'self'));
  symlinkSync('../outside', join(folder, 'p', 'out'));
  symlinkSync('../p', join(folder, 'outside', 'back'));
  symlinkSync('../single.png', join(folder, 'p', 'link.png'));
  symlinkSync('nowhere', join(folder, 'p', 'zbroken.png'));
  const found: string[] = [];
  for await (const item of findImages(['p'], { from: folder, followLinks: true })) {
    found.push(nameOf(item));
  }
  expect(found).toEqual([
    'p/a.png',
    'p/link.png',
    'p/out/c.png',
    'p/sub/b.png',
    'p/up/single.png',
    '!p/zbroken.png: a broken link: no such file or folder',
  ]);
});

inFolder('lists folders lazily', async (folder) => {
  plant(folder, 'p/a.png', 'p/b/');
  const found = findImages(['p'], { from: folder });
  await found.next();
  plant(folder, 'p/b/late.png');
  expect((await found.next()).value).toHaveProperty('path', 'p/b/late.png');
});

inFolder('walks very deep folders', async (folder) => {
  const deep = join(folder, ...Array<string>(200).fill('d'));
  mkdirSync(deep, { recursive: true });
  plant(deep, 'a.png');
  expect(await names(folder, '.')).toEqual([`${'d/'.repeat(200)}a.png`]);
});
