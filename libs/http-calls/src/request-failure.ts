import { isNotAllowed } from './not-allowed.ts';

const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|ERR_SSL|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME)/;

export interface RequestFailure {
  readonly kind: 'unavailable' | 'misconfigured';
  /** Continues a sentence that names the server. Never holds the URL. */
  readonly what: string;
}

/** Why a request got no answer. */
export function requestFailure(cause: unknown): RequestFailure {
  if (isNotAllowed(cause)) return { kind: 'misconfigured', what: cause.message };
  const code = systemCode(cause);
  if (CERTIFICATE.test(code)) {
    return {
      kind: 'misconfigured',
      what: `has an untrusted TLS certificate (${code}). Renew it, or add its issuer to ca.`,
    };
  }
  return { kind: 'unavailable', what: `did not answer${code === '' ? '' : ` (${code})`}.` };
}

/** By shape: errors from Node and from Jest's sandbox are not instances of each other's classes. */
function systemCode(error: unknown): string {
  if (hasTimedOut(error)) return 'ETIMEDOUT';
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

export function hasTimedOut(error: unknown): boolean {
  const { name } = Object(error) as { name?: unknown };
  return name === 'AbortError' || name === 'TimeoutError';
}
