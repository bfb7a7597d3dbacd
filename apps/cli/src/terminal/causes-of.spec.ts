import { GlyphwatchError } from '@glyphwatch/domain';
import { causesOf } from './causes-of.ts';

it('lists each cause, however deep, and every one of several', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const both = new AggregateError([refused, 'no route'], 'all failed');
  const failure = new GlyphwatchError('notifier-unavailable', 'No answer.', { cause: both });
  expect(causesOf(failure)).toEqual([
    '  because of AggregateError: all failed',
    '    because of Error (ECONNREFUSED): connect ECONNREFUSED',
    '    because of no route',
  ]);
});

it('ends where causes lead in a circle', () => {
  const first = new Error('first');
  first.cause = new Error('second', { cause: first });
  expect(causesOf(first)).toHaveLength(10);
});
