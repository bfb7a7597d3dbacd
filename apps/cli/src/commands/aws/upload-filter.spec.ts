import { GlyphwatchError } from '@glyphwatch/domain';
import * as fc from 'fast-check';
import { readUploadFilter } from './upload-filter.ts';

function filterOf(object: object, bucket = 'yard') {
  return readUploadFilter(
    JSON.stringify({ detail: { bucket: { name: [bucket] }, object } }),
    'Upload',
  );
}
const accepts = (key: object | string, name: string): boolean =>
  filterOf({ key: [key] }).accepts({ key: name, size: 1 });

it.each([
  [{ suffix: { 'equals-ignore-case': '.png' } }, 'a.PNG', true],
  [{ suffix: { 'equals-ignore-case': '.png' } }, 'a.jpg', false],
  [{ suffix: '.png' }, 'a.PNG', false],
  [{ prefix: 'in/' }, 'in/a', true],
  [{ prefix: 'in/' }, 'out/in/a', false],
  [{ wildcard: 'in/*.png' }, 'in/a/b.png', true],
  [{ wildcard: 'in/*.png' }, 'in/a.pngx', false],
  [{ wildcard: 'in/*.png' }, 'in/.png', true],
  [{ wildcard: 'in.png*.png' }, 'in.png', false],
  [{ wildcard: String.raw`a\*b*.png` }, 'a*b1.png', true],
  [{ wildcard: String.raw`a\*b*.png` }, 'axb1.png', false],
  [{ wildcard: String.raw`a\\*` }, String.raw`a\b`, true],
  [{ wildcard: 'a*b*c' }, 'a-c-b-c', true],
  [{ wildcard: 'a*b*c' }, 'a-c-b', false],
  ['exact.png', 'exact.png', true],
  ['exact.png', 'exact.png2', false],
])('matches %j against %s as EventBridge does: %s', (key, name, expected) => {
  expect(accepts(key, name)).toBe(expected);
});

it('treats the filters in one list as alternatives', () => {
  const { accepts: lets } = filterOf({ key: [{ prefix: 'in/' }, { suffix: '.png' }] });
  expect(['in/x', 'y.png', 'y.jpg'].map((key) => lets({ key, size: 1 }))).toEqual([
    true,
    true,
    false,
  ]);
});

it('compares sizes', () => {
  const { accepts: lets } = filterOf({ size: [{ numeric: ['>', 0, '<=', 100] }] });
  expect([0, 1, 100, 101].map((size) => lets({ key: 'a', size }))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

it('gives the prefixes that keys start with, unless they may start with anything', () => {
  const wildcards = [{ wildcard: 'in/*.png' }, { wildcard: 'in/*.PNG' }, { wildcard: 'new/*.png' }];
  expect(filterOf({ key: wildcards }).prefixes).toEqual(['in/', 'new/']);
  expect(filterOf({ key: [...wildcards, { suffix: '.jpg' }] }).prefixes).toEqual([]);
});

it.each([
  [{ detail: { bucket: { name: ['a'] }, object: { key: [{ 'anything-but': 'x' }] } } }],
  [{ detail: { bucket: { name: ['a'] }, object: { etag: ['x'] } } }],
  [{ detail: { bucket: { name: ['a'] }, reason: ['PutObject'] } }],
  [{}],
])('refuses %j rather than accept what the rule would reject', (pattern) => {
  const read = () => readUploadFilter(JSON.stringify(pattern), 'Upload');
  expect(read).toThrow(GlyphwatchError);
  expect(read).toThrow('Deploy again');
});

it('matches wildcards like the equivalent regular expression', () => {
  const text = fc.stringMatching(/^[ab.]{0,8}$/);
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (pieces, key) => {
      const expression = new RegExp(
        `^${pieces.map((one) => one.replaceAll('.', '\\.')).join('.*')}$`,
      );
      expect(accepts({ wildcard: pieces.join('*') }, key)).toBe(expression.test(key));
    }),
  );
});
