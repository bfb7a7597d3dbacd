import { pictureName } from './picture-name.ts';

it('keeps the path of an image, so that its picture is easy to find', () => {
  expect(pictureName('yard/gate one.jpg')).toBe('yard/gate one.jpg.png');
});

it('ends with the page', () => {
  expect(pictureName('yard/plan.pdf', 3)).toBe('yard/plan.pdf.p3.png');
});

it.each(['../../etc/x.jpg', '/etc/x.jpg', 'a/../../x.jpg', './x.jpg', '..'])(
  'stays below its folder for %s',
  (image) => {
    const parts = pictureName(image).split('/');
    expect(parts).not.toContain('..');
    expect(parts[0]).not.toBe('');
  },
);

it('replaces what a terminal or a file system may not accept', () => {
  expect(pictureName('a\u001b[31m\n\\b:*?.png')).toMatch(/^a__31m__b___\.png-[0-9a-f]{8}\.png$/);
  expect(pictureName('-rf.png')).toMatch(/^_rf\.png-[0-9a-f]{8}\.png$/);
  expect(pictureName('x'.repeat(300)).length).toBeLessThan(130);
});

it('gives two images different names even if they look alike', () => {
  const images = ['a/b.png', 'a?b.png', 'a*b.png', '/a/b.png', './a/b.png', 'a_b.png', 'a.p3'];
  const names = images.map((image) => pictureName(image));
  expect(new Set([...names, pictureName('a', 3)]).size).toBe(images.length + 1);
});
