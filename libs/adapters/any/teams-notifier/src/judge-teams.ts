import type { HttpAnswer, HttpFault } from '@glyphwatch/http-calls';

/** What the connectors of old wrote into an answer with status 200. */
const OLD_CONNECTOR = /delivery failed with error: .*HTTP error (\d{3})/s;
const FLOW =
  'Check in Power Automate that the flow is turned on and begins with "When a Teams webhook request is received", then copy its URL again.';

/** A flow answers 202 before it looks at the card, and 400 only for what its owner has to correct. */
export function judgeTeams({ status, body }: HttpAnswer): HttpFault | undefined {
  if (status === 400) return { kind: 'misconfigured', advice: FLOW };
  const [, failed] = OLD_CONNECTOR.exec(body) ?? [];
  if (status >= 300 || failed === undefined) return undefined;
  if (failed === '413') return { kind: 'refused' };
  return { kind: failed === '429' || failed.startsWith('5') ? 'unavailable' : 'misconfigured' };
}
