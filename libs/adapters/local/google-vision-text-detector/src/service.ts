import { isRecord } from '@glyphwatch/domain';
import {
  detectorService,
  type HttpAnswer,
  type HttpFault,
  type HttpService,
  objectIn,
} from '@glyphwatch/http-calls';

/* https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const INVALID_ARGUMENT = 3;
const TRY_AGAIN = [4, 8, 10, 13, 14];
const SETTINGS_ARE_WRONG = [7, 16];

/** What of google/api/error_reason.proto says that somebody has to correct a key, a project or its bill. */
const NEEDS_A_PERSON =
  /^(API_KEY_|SERVICE_DISABLED|BILLING_DISABLED|CONSUMER_|USER_PROJECT_|ACCESS_TOKEN_|ACCOUNT_STATE_|SECURITY_POLICY_|RESOURCE_PROJECT_)/;
/** It may also be a page between here and Google that answers in its place. */
const DENIED = [401, 403, 404];

export const googleVisionService: HttpService = detectorService({
  name: 'Google Vision',
  check:
    'Check the API key or the service account, and that the project has the Cloud Vision API and billing switched on.',
  // Half of the quota of a project, 1,800 a minute, for several processes.
  perSecond: 15,
  judge,
});

/** The reason counts before the status: a wrong key is 400, as a bad image is. */
function judge(answer: HttpAnswer): HttpFault | undefined {
  const body = objectIn(answer);
  const { status } = answer;
  if (status === 200 && body) return judgeInside(body);
  const { reason, retryAfterMs, isOurMistake, isGoogles } = errorIn(body);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429 || status >= 500 || status === 408) return { kind: 'unavailable', ...wait };
  if (NEEDS_A_PERSON.test(reason)) {
    return { kind: 'misconfigured', advice: `Its reason is ${reason}. ${SEE}` };
  }
  if (DENIED.includes(status) || !isGoogles) return { kind: 'misconfigured' };
  if (isOurMistake) return { kind: 'misconfigured', advice: OUR_MISTAKE };
  return { kind: 'refused' };
}

const SEE =
  'See https://cloud.google.com/docs/authentication/api-keys and the console of your project.';
const OUR_MISTAKE =
  'It does not understand the request of this version. Please report it, with the version.';

/** Errors of one image come within a success. A bad image is for the caller, who tries it once more. */
function judgeInside({ responses }: Readonly<Record<string, unknown>>): HttpFault | undefined {
  const first: unknown = Array.isArray(responses) ? responses[0] : undefined;
  const error = isRecord(first) && isRecord(first['error']) ? first['error'] : undefined;
  const hasText = isRecord(first) && 'fullTextAnnotation' in first;
  if (!error || hasText) return undefined;
  const code = Number(error['code']);
  if (TRY_AGAIN.includes(code)) return { kind: 'unavailable' };
  if (SETTINGS_ARE_WRONG.includes(code)) return { kind: 'misconfigured' };
  return code === INVALID_ARGUMENT ? undefined : { kind: 'refused' };
}

/** https://cloud.google.com/apis/design/errors */
function errorIn(body: Readonly<Record<string, unknown>> | undefined) {
  const error = isRecord(body?.['error']) ? body['error'] : undefined;
  const list: unknown = error?.['details'];
  const details = (Array.isArray(list) ? list : []).filter(isRecord);
  const detail = (type: string) =>
    details.find((one) => String(one['@type']).endsWith(`/google.rpc.${type}`));
  const reason = String(detail('ErrorInfo')?.['reason'] ?? '');
  const [, seconds] =
    /^(\d{1,9}(?:\.\d+)?)s$/.exec(String(detail('RetryInfo')?.['retryDelay'])) ?? [];
  return {
    isGoogles: typeof error?.['status'] === 'string',
    // Only the form of a reason may be shown: what it says is not ours.
    reason: /^[A-Z][A-Z_]{2,60}$/.test(reason) ? reason : '',
    isOurMistake: detail('BadRequest') !== undefined,
    ...(seconds === undefined ? {} : { retryAfterMs: Number(seconds) * 1000 }),
  } as const;
}
