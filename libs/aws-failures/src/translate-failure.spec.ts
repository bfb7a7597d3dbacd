import { GlyphwatchError } from '@glyphwatch/domain';
import { failureKind, translateFailure, type Translation } from './index.ts';

const TRANSLATION: Translation = {
  unavailable: 'store-unavailable',
  misconfigured: 'store-misconfigured',
  service: 'the table Results',
};

const answered = (name: string, httpStatusCode: number, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const unanswered = (name: string, code?: string) =>
  Object.assign(new Error(name), { name, code, $metadata: { attempts: 3 } });

for (const error of [
  answered('ThrottlingException', 400),
  answered('Throttling', 400),
  answered('ProvisionedThroughputExceededException', 400),
  answered('RequestLimitExceeded', 400),
  answered('InternalServerError', 500),
  answered('TransactionInProgressException', 400),
  answered('ReplicatedWriteConflictException', 400),
  answered('KMSThrottlingException', 400),
  answered('SlowDown', 503),
  answered('SomethingNew', 500),
  answered('SomethingNew', 429),
  answered('SyntaxError', 200),
  unanswered('TimeoutError'),
  unanswered('Error', 'ECONNREFUSED'),
  unanswered('Error', 'ENOTFOUND'),
  unanswered('AggregateError'),
]) {
  it(`treats ${error.name} ${JSON.stringify(error.$metadata)} as transient`, () => {
    const failure = translateFailure(error, TRANSLATION);
    expect([failure.code, failure.cause]).toEqual(['store-unavailable', error]);
  });
}

for (const [kind, error] of [
  ['denied', answered('AccessDeniedException', 400)],
  ['denied', answered('AccessDenied', 403)],
  ['denied', answered('AuthorizationError', 403)],
  ['denied', answered('KMSAccessDeniedException', 400)],
  ['denied', answered('SomethingNew', 403)],
  ['credentials', answered('ExpiredTokenException', 400)],
  ['credentials', answered('ExpiredToken', 400)],
  ['credentials', answered('UnrecognizedClientException', 400)],
  ['credentials', answered('InvalidSignatureException', 403)],
  ['credentials', unanswered('CredentialsProviderError')],
  ['missing', answered('ResourceNotFoundException', 400)],
  ['missing', answered('NotFound', 404)],
  ['missing', answered('NoSuchBucket', 404)],
  ['refused', answered('ValidationException', 400)],
  ['refused', answered('InvalidParameter', 400)],
] as const) {
  it(`treats ${error.name} as misconfigured (${kind})`, () => {
    expect(failureKind(error)).toBe(kind);
    const failure = translateFailure(error, TRANSLATION);
    expect([failure.code, failure.cause]).toEqual(['store-misconfigured', error]);
  });
}

it('treats anything but an Error as transient', () => {
  expect(translateFailure('torn', TRANSLATION).code).toBe('store-unavailable');
  expect(translateFailure(null, TRANSLATION).code).toBe('store-unavailable');
});

it('returns a GlyphwatchError unchanged', () => {
  const ours = new GlyphwatchError('claim-lost', 'Another has it.');
  expect(translateFailure(ours, TRANSLATION)).toBe(ours);
});

it('says which service answered what, and what to do', () => {
  expect(translateFailure(answered('AccessDenied', 403), TRANSLATION).message).toBe(
    'The table Results answered AccessDenied (403). Give the role the permission that the cause names.',
  );
  expect(translateFailure(unanswered('TimeoutError'), TRANSLATION).message).toMatch(
    /^No answer from the table Results \(TimeoutError\)\. Try again/,
  );
});

it('prefers advice from the adapter', () => {
  const advice = { missing: 'Run infra:deploy.' };
  const failure = translateFailure(answered('NotFound', 404), { ...TRANSLATION, advice });
  expect(failure.message).toBe('The table Results answered NotFound (404). Run infra:deploy.');
});

it('does not quote the message of the service, which may quote what was sent', () => {
  const failure = translateFailure(answered('ValidationException', 400, 'CANARY'), TRANSLATION);
  expect(failure.message).not.toContain('CANARY');
});
