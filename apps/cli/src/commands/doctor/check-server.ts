import { lookup } from 'node:dns/promises';
import { isPublicAddress } from '@glyphwatch/http-calls/public-address';
import { type Finding, findingsOf } from '@glyphwatch/provider';

const ANSWER_MS = 5_000;
/** Signatures and tokens with a time are accepted for some minutes, but not from the future. */
const MAX_CLOCK_MS = 60_000;

interface ServerCheck {
  readonly allowPrivate: boolean;
  readonly label: string;
}

/** One HEAD of the root without credentials, which costs nothing and tells nobody; any status is an answer. */
export async function checkServer(
  origin: string,
  { allowPrivate, label }: ServerCheck,
): Promise<readonly Finding[]> {
  const { ok, problem, warning } = findingsOf(label);
  const { host, hostname, protocol } = new URL(origin);
  try {
    if (!allowPrivate && !(await isOutside(hostname))) {
      return [problem(`${host} is not on the open internet`, 'correct the URL')];
    }
    const { headers } = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const clock = clockText(headers.get('date'));
    return [
      ok(`${host} answers, ${protocol === 'https:' ? 'over TLS' : 'not encrypted'}`),
      ...(clock === undefined ? [] : [warning(clock, 'synchronize the clock of this machine')]),
    ];
  } catch (error) {
    return [problem(`${host} ${reasonOf(error)}`, 'check address, network and firewall')];
  }
}

async function isOutside(hostname: string): Promise<boolean> {
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
  return addresses.every(({ address }) => isPublicAddress(address));
}

function clockText(date: string | null): string | undefined {
  const offset = Date.parse(date ?? '') - Date.now();
  if (!(Math.abs(offset) > MAX_CLOCK_MS)) return undefined;
  return `its clock differs from this machine's by ${Math.round(offset / 1000)} s`;
}

/** Of `lookup` or `fetch`, which puts it into `cause`. */
function reasonOf(error: unknown): string {
  const { name, code, cause } = Object(error);
  if (name === 'TimeoutError') return `did not answer within ${ANSWER_MS / 1000} seconds`;
  const reason = String(Object(cause).code ?? code ?? 'no answer');
  if (/CERT|SSL|TLS|SIGNED/.test(reason)) return `has no trusted TLS certificate (${reason})`;
  return reason === 'ENOTFOUND' ? 'is not a known name' : `cannot be reached (${reason})`;
}
