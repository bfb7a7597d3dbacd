import { GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';
import { showText } from '../../terminal/show.ts';
import { failureKind, statusOf, translateFailure } from '@glyphwatch/aws-failures';
import { invalid } from '../../terminal/invalid.ts';

/**
 * Awaits a call to AWS. `permission` is the IAM action that it needs; the error names it if it is denied. Fails with
 * `source-unavailable` (try again) or `settings-invalid` (credentials, permissions, names).
 */
export async function ask<T>(permission: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw askFailure(permission, error);
  }
}

/** The same for an adapter's call. Its own error names no permission, but has AWS's error as its cause. */
export async function askThrough<T>(permission: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const cause = isGlyphwatchError(error) ? error.cause : undefined;
    throw askFailure(permission, cause ?? error);
  }
}

function askFailure(permission: string, error: unknown): GlyphwatchError {
  if (failureKind(error) === 'credentials' && statusOf(error) === undefined) {
    return invalid(NO_CREDENTIALS, error);
  }
  return translateFailure(error, {
    unavailable: 'source-unavailable',
    misconfigured: 'settings-invalid',
    service: `AWS (${permission})`,
    advice: {
      // These requests carry no detected text, so AWS's message about them is safe to print.
      refused: `AWS says: ${showText(error instanceof Error ? error.message : String(error))}`,
      denied: `Your credentials need the permission ${permission}.`,
      credentials: 'Sign in again (aws sso login), and check AWS_PROFILE and the system clock.',
    },
  });
}

const NO_CREDENTIALS =
  'No AWS credentials found, or they have expired. Sign in (aws sso login or aws configure), or name a profile with AWS_PROFILE.';

export function isDenied(error: unknown): boolean {
  return error instanceof Error && failureKind(error.cause) === 'denied';
}
