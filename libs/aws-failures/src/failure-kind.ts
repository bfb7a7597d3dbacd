/**
 * AWS failures by what has to happen next:
 * - `transient` throttled, overloaded, timed out or unreachable: retry
 * - `denied` the role lacks a permission
 * - `credentials` missing or expired credentials, or a wrong clock
 * - `missing` the table, topic, bus or bucket does not exist
 * - `refused` the service will never accept this request
 */
export type FailureKind = 'transient' | 'denied' | 'credentials' | 'missing' | 'refused';

/** Without the suffix `Exception`: the query protocol drops it, the JSON protocols keep it. */
const KIND_OF: Readonly<Record<string, FailureKind>> = {
  ...kindOfAll('transient', [
    'BandwidthLimitExceeded',
    'InternalError',
    'InternalFailure',
    'InternalServer',
    'InternalServerError',
    'KMSThrottling',
    'LimitExceeded',
    'OperationAborted',
    'PriorRequestNotComplete',
    'ProvisionedThroughputExceeded',
    'ReplicatedWriteConflict',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestTimeout',
    'ServiceUnavailable',
    'SlowDown',
    'Throttled',
    'Throttling',
    'TimeoutError',
    'TooManyRequests',
    'TransactionConflict',
    'TransactionInProgress',
  ]),
  ...kindOfAll('denied', [
    'AccessDenied',
    'AuthorizationError',
    'Forbidden',
    'KMSAccessDenied',
    'KMSDisabled',
    'KMSInvalidState',
    'KMSOptInRequired',
    'NotAuthorized',
    'NotAuthorizedForDetailType',
    'NotAuthorizedForSource',
    'OptInRequired',
    'UnauthorizedOperation',
  ]),
  ...kindOfAll('credentials', [
    'CredentialsProviderError',
    'ExpiredToken',
    'IncompleteSignature',
    'InvalidAccessKeyId',
    'InvalidClientTokenId',
    'InvalidSignature',
    'InvalidToken',
    'MissingAuthenticationToken',
    'RequestExpired',
    'RequestTimeTooSkewed',
    'SignatureDoesNotMatch',
    'TokenRefreshRequired',
    'UnrecognizedClient',
  ]),
  ...kindOfAll('missing', [
    'KMSNotFound',
    'NoSuchBucket',
    'NotFound',
    'PermanentRedirect',
    'ResourceNotFound',
    'TableNotFound',
  ]),
};

/** Besides all statuses from 500 up. */
const TRANSIENT_STATUSES = [408, 429];

/** A failure with neither a known name nor a status was never answered, so it may be retried. */
export function failureKind(error: unknown): FailureKind {
  const status = statusOf(error);
  // Names come first: an expired instance role answers 500 with a name that says more.
  const byName = KIND_OF[failureName(error).replace(/Exception$/, '')];
  if (byName) return byName;
  if (status === undefined || status >= 500 || TRANSIENT_STATUSES.includes(status)) {
    return 'transient';
  }
  if (status === 401 || status === 403) return 'denied';
  // The body of a successful answer was cut off.
  return status >= 300 ? 'refused' : 'transient';
}

/** The service's name for the error, e.g. `ThrottlingException`. */
export function failureName(error: unknown): string {
  const name = property(error, 'name');
  return typeof name === 'string' ? name : 'unknown';
}

/** `undefined` if there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = property(property(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

function kindOfAll(kind: FailureKind, names: readonly string[]): Record<string, FailureKind> {
  return Object.fromEntries(names.map((name) => [name, kind]));
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
