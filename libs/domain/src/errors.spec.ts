import { errorCode, GlyphwatchError, hasErrorCode } from './errors.ts';

describe('an error', () => {
  it('is known by its code and keeps its cause', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new GlyphwatchError('store-unavailable', 'Start the database.', { cause });
    expect(hasErrorCode(error, 'store-unavailable')).toBe(true);
    expect(hasErrorCode(error, 'claim-lost', 'store-unavailable')).toBe(true);
    expect(hasErrorCode(error, 'claim-lost')).toBe(false);
    expect(error).toMatchObject({ cause, message: 'Start the database.', name: 'GlyphwatchError' });
  });

  it('is known also when it comes from another copy of this package', () => {
    const stranger = Object.assign(new Error('gone'), {
      name: 'GlyphwatchError',
      code: 'image-gone',
    });
    expect(hasErrorCode(stranger, 'image-gone')).toBe(true);
  });

  it.each([
    ['an error of a vendor that has a code', Object.assign(new Error('x'), { code: 'image-gone' })],
    ['something thrown that is no error', { name: 'GlyphwatchError', code: 'image-gone' }],
    ['nothing', undefined],
  ])('has no code of ours when it is %s', (_, thrown) => {
    expect(errorCode(thrown)).toBeUndefined();
    expect(hasErrorCode(thrown, 'image-gone')).toBe(false);
  });
});
