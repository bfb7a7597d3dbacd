import { type ErrorCode, GlyphwatchError, isGlyphwatchError } from '@glyphwatch/domain';
import { failureKind, failureName, type FailureKind, statusOf } from './failure-kind.ts';

export interface Translation {
  /** For what another try may get through. */
  readonly unavailable: ErrorCode;
  /** For what a person must change. */
  readonly misconfigured: ErrorCode;
  /** What was talked to, as the reader knows it, e.g. `the DynamoDB table ImageTextMetadata`. */
  readonly service: string;
  /** What to do next where the adapter knows more than this page, e.g. which permission to give. */
  readonly advice?: Partial<Readonly<Record<FailureKind, string>>>;
}

const ADVICE: Readonly<Record<FailureKind, string>> = {
  transient: 'Try again; if it stays so, look at its quotas and at the network.',
  denied: 'Give the role the permission that the cause names.',
  credentials: 'Renew the credentials, and check the clock and the region.',
  missing: 'Check its name, account and region, or deploy it.',
  refused: 'The cause says what it does not take; trying again will not help.',
};

/**
 * Makes an AWS SDK failure ours, with the cause kept. The service's own message stays in the cause: it may quote what
 * was sent, and detected text goes into no log. What is ours already stays as it is.
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
