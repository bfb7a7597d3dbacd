import { GlyphwatchError } from '@glyphwatch/domain';
import { describeError } from './describe-error.ts';

it('quotes our own messages, and nothing of what others wrote', () => {
  const cause = new TypeError('SECRET in the cause');
  const ours = new GlyphwatchError('store-unavailable', 'Try again.', { cause });
  expect(describeError(ours)).toEqual({
    ...{ errorCode: 'store-unavailable', error: 'Try again.', causes: ['TypeError'] },
  });
  const theirs = describeError(new TypeError('SECRET'));
  expect(theirs).toMatchObject({ errorCode: 'unexpected', error: 'TypeError' });
  expect(JSON.stringify(theirs)).not.toContain('SECRET');
});
