import { type ErrorCode, GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';
import { failureKind, failureName, type FailureKind, statusOf } from './failure-kind.ts';

export interface Translation {
  /** A retry may succeed. */
  readonly unavailable: ErrorCode;
  /** Someone must change something. */
  readonly misconfigured: ErrorCode;
  /** The service in the reader's words, e.g. `the DynamoDB table ImageTextMetadata`. */
  readonly service: string;
  /** What to do next, if the adapter knows better than the defaults here, e.g. which permission to grant. */
  readonly advice?: Partial<Readonly<Record<FailureKind, string>>>;
}

const ADVICE: Readonly<Record<FailureKind, string>> = {
  transient: 'Try again; if it persists, check its quotas and the network.',
  denied: 'Give the role the permission that the cause names.',
  credentials: 'Renew the credentials, and check the clock and the region.',
  missing: 'Check its name, account and region, or deploy it.',
  refused: 'A retry will not help; see the cause.',
};

/**
 * Turns an AWS SDK failure into a `GlyphwatchError`, which is returned unchanged if it is one already. The service's own
 * message stays in the cause: it may quote what was sent, and detected text must not reach a log.
 */
export function translateFailure(
  error: unknown,
  { unavailable, misconfigured, service, advice = {} }: Translation,
): GlyphwatchError {
  if (isGlyphwatchError(error)) return error;
  const kind = failureKind(error);
  const code = kind === 'transient' ? unavailable : misconfigured;
  return new GlyphwatchError(code, `${said(error, service)} ${advice[kind] ?? ADVICE[kind]}`, {
    cause: error,
  });
}

function said(error: unknown, service: string): string {
  const status = statusOf(error);
  return status === undefined
    ? `No answer from ${service} (${failureName(error)}).`
    : `${service} answered ${failureName(error)} (${status}).`.replace(/^./, (first) =>
        first.toUpperCase(),
      );
}
