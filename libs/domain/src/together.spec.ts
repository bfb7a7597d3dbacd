import { GlyphwatchError } from './errors.ts';
import { together } from './together.ts';

const down = new GlyphwatchError('notifier-unavailable', 'The channel is down.');
const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
const bug = new TypeError('x is not a function');

describe('failures thrown together', () => {
  it('are the failure itself when there is one', () => {
    expect(together([down])).toBe(down);
    expect(together([bug])).toBe(bug);
  });

  it('are decided by the first, and none is lost', () => {
    expect(together([down, full])).toMatchObject({
      code: 'notifier-unavailable',
      message: 'The channel is down. (And another failure: see the cause.)',
      cause: { errors: [down, full] },
    });
    expect(together([full, down, bug])).toMatchObject({
      code: 'store-unavailable',
      message: 'The disk is full. (And 2 other failures: see the cause.)',
      cause: { errors: [full, down, bug] },
    });
  });

  it('have no code when the first was none of ours', () => {
    expect(together([bug, down])).toMatchObject({ errors: [bug, down] });
    expect(together([bug, down])).not.toHaveProperty('code');
  });
});
