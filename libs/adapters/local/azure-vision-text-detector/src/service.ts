import { isRecord } from '@glyphwatch/domain';
import {
  detectorService,
  type HttpAnswer,
  type HttpFault,
  type HttpService,
  objectIn,
} from '@glyphwatch/http-calls';

/** https://learn.microsoft.com/azure/ai-services/computer-vision/how-to/call-analyze-image-40#error-codes */
const BAD_IMAGE = /^(InvalidImage|NotSupportedImage|ImageTooLarge|ImageFormat)/;
const TRY_AGAIN = ['Timeout', 'FailedToProcess', 'InternalServerError', 'ServiceUnavailable'];
const DENIED = [401, 403, 404];

export const azureVisionService: HttpService = detectorService({
  name: 'Azure AI Vision',
  check:
    'Check the key, that the endpoint belongs to it, and that its region offers Image Analysis 4.0.',
  judge,
});

function judge(answer: HttpAnswer): HttpFault | undefined {
  const { status } = answer;
  if (status === 200) return undefined;
  const { code, inner, isAzures } = errorIn(answer);
  if (status === 429 || status === 408 || status >= 500) return { kind: 'unavailable' };
  if (TRY_AGAIN.includes(inner) || TRY_AGAIN.includes(code)) return { kind: 'unavailable' };
  if (DENIED.includes(status) || !isAzures) return { kind: 'misconfigured' };
  if (status === 413 || status === 415 || BAD_IMAGE.test(inner) || BAD_IMAGE.test(code)) {
    return { kind: 'refused' };
  }
  // Without an inner error it is an image with too many bytes, or a mistake of ours: the former is checked before sending.
  return { kind: 'misconfigured', advice: `Its code is ${inner || code || 'unknown'}. ${REPORT}` };
}

const REPORT = 'It does not understand the request of this version; please report it.';

/** `{"error":{"code","message","innererror":{"code"}}}`; messages are Azure's own words, and may repeat what was sent. */
function errorIn(answer: HttpAnswer) {
  const body = objectIn(answer);
  const error = isRecord(body?.['error']) ? body['error'] : {};
  const innerError = isRecord(error['innererror']) ? error['innererror'] : {};
  return {
    isAzures: typeof error['code'] === 'string',
    code: nameIn(error['code']),
    inner: nameIn(innerError['code']),
  };
}

/** Only the form of a code may be shown: what it says is not ours. */
function nameIn(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z]{3,60}$/.test(value) ? value : '';
}
