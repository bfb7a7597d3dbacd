import { compilePattern } from './event-pattern.ts';

const event = {
  source: 'aws.s3',
  tags: ['red', 'green'],
  parts: [{ name: 'a' }, { name: 'b' }],
  nothing: null,
  detail: { bucket: { name: 'yard' }, object: { key: 'in/Gate.PNG', size: 5 } },
};

const objectKey = (test: unknown) => ({ detail: { object: { key: [test] } } });
const objectSize = (...pairs: unknown[]) => ({
  detail: { object: { size: [{ numeric: pairs }] } },
});

describe('a pattern', () => {
  it.each<[string, unknown, boolean]>([
    ['an equal value', { source: ['aws.s3'] }, true],
    ['one of several values', { source: ['x', 'aws.s3'] }, true],
    ['another value', { source: ['aws.ec2'] }, false],
    ['one value of a list', { tags: ['green'] }, true],
    ['no value of a list', { tags: ['blue'] }, false],
    ['one object of a list', { parts: { name: ['b'] } }, true],
    ['no object of a list', { parts: { name: ['c'] } }, false],
    ['null', { nothing: [null] }, true],
    ['null where a value is', { source: [null] }, false],
    ['every field', { source: ['aws.s3'], detail: { bucket: { name: ['yard'] } } }, true],
    ['not every field', { source: ['aws.s3'], detail: { bucket: { name: ['other'] } } }, false],
    ['a field of what is missing', { more: { name: ['a'] } }, false],
    ['a prefix', objectKey({ prefix: 'in/' }), true],
    ['another prefix', objectKey({ prefix: 'out/' }), false],
    ['a suffix', objectKey({ suffix: '.PNG' }), true],
    ['a suffix in another case', objectKey({ suffix: '.png' }), false],
    [
      'a suffix whose case does not count',
      objectKey({ suffix: { 'equals-ignore-case': '.png' } }),
      true,
    ],
    [
      'a prefix whose case does not count',
      objectKey({ prefix: { 'equals-ignore-case': 'IN/' } }),
      true,
    ],
    ['a value whose case does not count', objectKey({ 'equals-ignore-case': 'IN/GATE.png' }), true],
    ['a wildcard', objectKey({ wildcard: 'in/*.PNG' }), true],
    ['a wildcard in another case', objectKey({ wildcard: 'in/*.png' }), false],
    ['a literal star', objectKey({ wildcard: 'in\\*' }), false],
    ['anything but this', objectKey({ 'anything-but': 'in/Gate.PNG' }), false],
    ['anything but these', objectKey({ 'anything-but': ['a', 'b'] }), true],
    ['anything but a prefix', objectKey({ 'anything-but': { prefix: 'in/' } }), false],
    ['anything but suffixes', objectKey({ 'anything-but': { suffix: ['.gif', '.jpg'] } }), true],
    ['anything but, where nothing is', { more: [{ 'anything-but': 'a' }] }, false],
    ['a larger number', objectSize('>', 0), true],
    ['a number that is not larger', objectSize('>', 5), false],
    ['a range', objectSize('>', 0, '<=', 5), true],
    ['a range that it is outside of', objectSize('>', 0, '<', 5), false],
    ['the number itself', objectSize('=', 5), true],
    ['a number where a text is', { source: [{ numeric: ['>', 0] }] }, false],
    ['what exists', { source: [{ exists: true }] }, true],
    ['what does not exist', { more: [{ exists: false }] }, true],
    ['what exists although it must not', { source: [{ exists: false }] }, false],
    ['one of two patterns', { $or: [{ source: ['x'] }, objectSize('>', 0)] }, true],
    ['neither of two patterns', { $or: [{ source: ['x'] }, objectSize('>', 9)] }, false],
  ])('judges %s', (_, pattern, fits) => {
    expect(compilePattern(pattern)(event)).toBe(fits);
  });

  it.each<[string, unknown]>([
    ['an unknown operator', { source: [{ regex: '.*' }] }],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['a value without a list', { source: 'aws.s3' }],
    ['an empty list', { source: [] }],
    ['half a range', objectSize('>')],
    ['an unknown comparison', objectSize('!=', 5)],
    ['a number for a prefix', objectKey({ prefix: 5 })],
    ['exists with a text', { source: [{ exists: 'yes' }] }],
  ])('is refused with %s', (_, pattern) => {
    expect(() => compilePattern(pattern)).toThrow('Event pattern');
  });
});
