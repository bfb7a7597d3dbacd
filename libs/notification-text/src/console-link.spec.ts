import fc from 'fast-check';
import { nastyText } from './nasty-text.ts';
import { consoleLink } from './console-link.ts';
import { sampleNotification } from './sample.ts';

const linkTo = async (address: string, imageId: string) =>
  (await consoleLink(address)(sampleNotification({ imageId })))?.url;

it.each([
  ['https://watch.example', 'https://watch.example/image?id=photos%2Fa+b%26c.jpg'],
  [
    'https://watch.example/team/glyphs',
    'https://watch.example/team/glyphs/image?id=photos%2Fa+b%26c.jpg',
  ],
  ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000/image?id=photos%2Fa+b%26c.jpg'],
])('links to the image at the console %s', async (address, url) => {
  expect(await linkTo(address, 'photos/a b&c.jpg')).toBe(url);
});

it('percent-encodes whatever an image is called, and loses nothing printable', async () => {
  await fc.assert(
    fc.asyncProperty(nastyText, async (name) => {
      const url = (await linkTo('https://watch.example', name)) ?? '';
      expect(url).toMatch(/^https:\/\/watch\.example\/image\?id=[\w%+*.-]*$/);
      expect(new URL(url).searchParams.get('id')).toBe(Buffer.from(name).toString());
    }),
  );
});
