import { type HttpFault, judgeStatus } from './judge-status.ts';
import type { HttpAnswer } from './request.ts';

const NOT_THE_SERVICE =
  'A web page came instead of its answer, perhaps from a proxy. Check the URL and the way there.';

export function isWebPage({ headers, body }: HttpAnswer): boolean {
  return (
    /^text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)\b/i.test(body)
  );
}

export function judgeWebPage({ status }: HttpAnswer): HttpFault {
  const fault = judgeStatus(status);
  return fault?.kind === 'unavailable' ? fault : { kind: 'misconfigured', advice: NOT_THE_SERVICE };
}
