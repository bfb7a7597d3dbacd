import {
  allOf,
  combineFailures,
  errorCode,
  GlyphwatchError,
  hasErrorCode,
  messageForUsers,
} from './errors.ts';

describe('an error', () => {
  it('has a code and keeps its cause', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new GlyphwatchError('store-unavailable', 'Start the database.', { cause });
    expect(hasErrorCode(error, 'store-unavailable')).toBe(true);
    expect(hasErrorCode(error, 'claim-lost', 'store-unavailable')).toBe(true);
    expect(hasErrorCode(error, 'claim-lost')).toBe(false);
    expect(error).toMatchObject({ cause, message: 'Start the database.', name: 'GlyphwatchError' });
  });

  it('is recognised even if it comes from another copy of this package', () => {
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
  ])('has no code when it is %s', (_, thrown) => {
    expect(errorCode(thrown)).toBeUndefined();
    expect(hasErrorCode(thrown, 'image-gone')).toBe(false);
  });

  it('shows users its message only if it is our own', () => {
    expect(messageForUsers(new GlyphwatchError('image-gone', 'It was removed.'))).toBe(
      'It was removed.',
    );
    expect(messageForUsers(new Error('saw CANARY'))).toBe('unexpected failure');
    expect(messageForUsers('CANARY', 'No picture.')).toBe('No picture.');
  });
});

describe('combined failures', () => {
  const down = new GlyphwatchError('notifier-unavailable', 'The channel is down.');
  const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
  const bug = new TypeError('saw CANARY');

  it('are the failure itself if there is only one', () => {
    expect(combineFailures([down])).toBe(down);
    expect(combineFailures([bug])).toBe(bug);
  });

  it('have the code of the first and keep all of them', () => {
    expect(combineFailures([down, full])).toMatchObject({
      code: 'notifier-unavailable',
      message: '2 failures: The channel is down. The disk is full.',
      cause: { errors: [down, full] },
    });
    expect(combineFailures([full, down, bug])).toMatchObject({
      code: 'store-unavailable',
      message: '3 failures: The disk is full. The channel is down. unexpected failure',
      cause: { errors: [full, down, bug] },
    });
  });

  it('repeat no message', () => {
    const again = new GlyphwatchError('notifier-unavailable', 'The channel is down.');
    expect(combineFailures([down, again])).toMatchObject({
      message: '2 failures: The channel is down.',
      cause: { errors: [down, again] },
    });
  });

  it('list each failure once, even if some were combined before', () => {
    const before = combineFailures([down, full]);
    expect(combineFailures([before, bug])).toMatchObject({ cause: { errors: [down, full, bug] } });
    expect(combineFailures([combineFailures([bug, down]), full])).toMatchObject({
      errors: [bug, down, full],
    });
  });

  it('do not take apart what Node combined', () => {
    const cause = new AggregateError([new Error('ECONNREFUSED ::1'), new Error('ECONNREFUSED')]);
    const refused = new GlyphwatchError('notifier-unavailable', 'No connection.', { cause });
    expect(combineFailures([refused, full])).toMatchObject({ cause: { errors: [refused, full] } });
  });

  it('are those of all works, which all end first', async () => {
    const ended: string[] = [];
    const work = async (name: string, pauses: number, failure?: unknown): Promise<string> => {
      for (let pause = 0; pause < pauses; pause += 1) await Promise.resolve();
      ended.push(name);
      if (failure) throw failure;
      return name;
    };
    expect(await allOf([work('a', 2), work('b', 0)])).toEqual(['a', 'b']);
    const failing = allOf([work('slow', 9), work('down', 0, down), work('full', 5, full)]);
    await expect(failing).rejects.toMatchObject({ cause: { errors: [down, full] } });
    expect(ended.slice(2).sort()).toEqual(['down', 'full', 'slow']);
  });

  it('have no code if the first has none', () => {
    expect(combineFailures([bug, down])).toMatchObject({ errors: [bug, down] });
    expect(combineFailures([bug, down])).not.toHaveProperty('code');
  });
});
