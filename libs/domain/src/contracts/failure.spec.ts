import { GlyphwatchError } from '../index.ts';
import { failureOf } from './failure.ts';

const gone = new GlyphwatchError('image-gone', 'The image was removed.');

describe('failureOf', () => {
  it('returns the failure', async () => {
    expect(await failureOf(Promise.reject(gone), 'image-gone')).toBe(gone);
  });

  it.each([
    ['nothing failed', Promise.resolve(1), 'resolved, but image-gone was promised'],
    ['something else failed', failing(new TypeError('x')), 'got: x'],
    ['it has another code', failing(new GlyphwatchError('claim-lost', 'Late.')), 'got: claim-lost'],
    ['it says nothing', failing(new GlyphwatchError('image-gone', ' ')), 'without a message'],
  ])('fails when %s', async (_, attempt, message) => {
    await expect(failureOf(attempt, 'image-gone')).rejects.toThrow(message);
  });
});

function failing(error: Error): Promise<never> {
  const attempt = Promise.reject(error);
  attempt.catch(() => undefined);
  return attempt;
}
