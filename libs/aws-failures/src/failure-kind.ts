/**
 * What an AWS call failed with, by what has to happen next:
 * - `transient` throttled, overloaded, timed out or not reached: try again
 * - `denied` the role lacks a permission
 * - `credentials` there are none, they ran out, or the clock is wrong
 * - `missing` the table, topic, bus or bucket is not there
 * - `refused` the service will never take this request
 */
export type FailureKind = 'transient' | 'denied' | 'credentials' | 'missing' | 'refused';

/** Without the suffix `Exception`, which the query protocol drops and the JSON protocols keep. */
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

/** Statuses that another try may not meet again, besides all from 500 up. */
const TRANSIENT_STATUSES = [408, 429];

/** Whatever is neither known by name nor refused by status was never answered, so it may be tried again. */
export function failureKind(error: unknown): FailureKind {
  const status = statusOf(error);
  // An expired instance role answers 500 with a name that says it better, so names come first.
  const byName = KIND_OF[failureName(error).replace(/Exception$/, '')];
  if (byName) return byName;
  if (status === undefined || status >= 500 || TRANSIENT_STATUSES.includes(status)) {
    return 'transient';
  }
  if (status === 401 || status === 403) return 'denied';
  // A success whose body could not be read was cut off on its way.
  return status >= 300 ? 'refused' : 'transient';
}

/** The error's name as the service gave it, e.g. `ThrottlingException`. */
export function failureName(error: unknown): string {
  const name = property(error, 'name');
  return typeof name === 'string' ? name : 'unknown';
}

/** The HTTP status of the answer; `undefined` when there was none. */
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
