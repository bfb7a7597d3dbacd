import { hasErrorCode, messageForUsers } from '@glyphwatch/domain';
import { type Finding, findingsOf } from '@glyphwatch/provider';
import { SmtpNotifier, type SmtpNotifierOptions } from './smtp-notifier.ts';

/** Who waits for the check should not wait for a host that drops packets. */
const TIMEOUT_MS = 5_000;
const { ok, problem } = findingsOf('smtp');

export async function checkMailServer(options: SmtpNotifierOptions): Promise<readonly Finding[]> {
  const { host, port, security, user } = options;
  const server = `${host}:${port}`;
  const login = user === undefined ? '' : ', and accepts the login';
  try {
    await new SmtpNotifier({ timeoutMs: TIMEOUT_MS, ...options }).tryConnection();
    return [ok(`${server} answers, ${security === 'none' ? 'not encrypted' : 'over TLS'}${login}`)];
  } catch (error) {
    return hasErrorCode(error, 'notifier-unavailable')
      ? [problem(`${server} does not answer as a mail server`, 'check host, port and network')]
      : [problem(messageForUsers(error))];
  }
}
