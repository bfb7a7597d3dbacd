import { errorCode } from '@glyphwatch/domain';
import * as z from 'zod';
import { readEnvironment } from './read-environment.ts';

const schema = z.object({
  TABLE: z.string().min(1),
  ATTEMPTS: z.coerce.number().int().min(1).default(5),
  NOTIFY_ON: z.enum(['matches', 'always']).default('matches'),
});

const failureOf = (env: Record<string, string>): Error => {
  try {
    readEnvironment(env, schema);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was refused');
};

describe('settings from environment variables', () => {
  it('are read with defaults and frozen', () => {
    const settings = readEnvironment({ TABLE: 'images', PATH: '/bin' }, schema);
    expect(settings).toEqual({ TABLE: 'images', ATTEMPTS: 5, NOTIFY_ON: 'matches' });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it('name every wrong variable in one message', () => {
    const error = failureOf({ ATTEMPTS: 'many', NOTIFY_ON: 'allways' });
    expect(errorCode(error)).toBe('settings-invalid');
    expect(error.message).toBe(
      'Fix these environment variables:\n' +
        '  TABLE is not set\n' +
        '  ATTEMPTS must be a number\n' +
        '  NOTIFY_ON must be one of matches, always; did you mean "always"?',
    );
  });

  it('treat an empty variable as not set', () => {
    expect(failureOf({ TABLE: '' }).message).toContain('TABLE is not set');
    expect(readEnvironment({ TABLE: 't', ATTEMPTS: '' }, schema).ATTEMPTS).toBe(5);
  });

  it('are never quoted in a message', () => {
    expect(failureOf({ ATTEMPTS: 's3cr3t' }).message).not.toContain('s3cr3t');
  });
});
