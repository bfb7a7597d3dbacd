import { GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';
import { showText } from '../../terminal/show.ts';
import { failureKind, statusOf, translateFailure } from '@glyphwatch/aws-failures';

/**
 * Awaits a call to AWS. `permission` is what it takes, in IAM's words: whoever lacks it is told its name. Fails with
 * `source-unavailable` (try again) or `settings-invalid` (credentials, permissions, names).
 */
export async function ask<T>(permission: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw askFailure(permission, error);
  }
}

/** The same for what an adapter asks: its own failure names no permission, but keeps what AWS said. */
export async function askThrough<T>(permission: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const said = isGlyphwatchError(error) ? error.cause : undefined;
    throw askFailure(permission, said ?? error);
  }
}

function askFailure(permission: string, error: unknown): GlyphwatchError {
  if (failureKind(error) === 'credentials' && statusOf(error) === undefined) {
    return new GlyphwatchError('settings-invalid', NO_CREDENTIALS, { cause: error });
  }
  return translateFailure(error, {
    unavailable: 'source-unavailable',
    misconfigured: 'settings-invalid',
    service: `AWS (${permission})`,
    advice: {
      // Nothing that is sent from here was read in an image, so what AWS says of it may be shown.
      refused: `It says: ${showText(error instanceof Error ? error.message : String(error))}`,
      denied: `Your credentials need the permission ${permission}.`,
      credentials: 'Sign in again (aws sso login), and check AWS_PROFILE and the clock.',
    },
  });
}

const NO_CREDENTIALS =
  'There are no AWS credentials here, or they ran out. Sign in (aws sso login or aws configure), or name a profile with AWS_PROFILE.';

/** Whether a failure of `ask` means that this caller may not ask. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && failureKind(error.cause) === 'denied';
}
