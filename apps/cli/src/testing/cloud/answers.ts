import type { Answering } from './local-cloud.ts';

export function json(body: unknown): Answering {
  return () => ({ body: JSON.stringify(body) });
}

/** In the query protocol: `<ActionResponse><ActionResult>…`. */
export function xml(action: string, result: string): Answering {
  return () => ({
    body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
  });
}

/** An error, which each protocol formats differently. */
export function refusal(status: number, code: string, message = 'no'): Answering {
  return ({ service }) => {
    switch (service) {
      case 's3':
        return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
      case 'cloudformation':
      case 'iam':
      case 'sns':
      case 'sts':
        return {
          status,
          body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        };
      default:
        return {
          status,
          headers: { 'x-amzn-errortype': code },
          body: JSON.stringify({ __type: code, message }),
        };
    }
  };
}

export const DENIED = refusal(403, 'AccessDenied');
