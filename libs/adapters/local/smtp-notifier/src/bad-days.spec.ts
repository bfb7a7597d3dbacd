import { sampleNotification } from '@glyphwatch/domain/contracts';
import { checkMailServer } from './check-mail-server.ts';
import { SmtpNotifier } from './smtp-notifier.ts';
import { BadMailServer, type BadServerOptions } from './testing/bad-mail-server.ts';

const TWO = ['ann@example.org', 'bob@example.org'];
const UNAVAILABLE = 'notifier-unavailable';
const MISCONFIGURED = 'notifier-misconfigured';
const servers: BadMailServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function open(options: BadServerOptions) {
  const server = new BadMailServer(options);
  servers.push(server);
  const from = 'watch@example.org';
  const settings = {
    host: '127.0.0.1',
    port: await server.listen(),
    security: 'none',
    from,
  } as const;
  return { server, settings: { ...settings, to: TWO, timeoutMs: 100 } };
}

const BAD: readonly (readonly [string, BadServerOptions, string])[] = [
  ['says nothing', { script: { '': '' } }, UNAVAILABLE],
  ['resets the connection at once', { resetsAt: '' }, UNAVAILABLE],
  ['has no time', { script: { '': '421 later\r\n' } }, UNAVAILABLE],
  ['takes no mail, or none from here', { script: { '': '554 no\r\n' } }, MISCONFIGURED],
  ['speaks HTTP', { script: { '': 'HTTP/1.1 400 Bad Request\r\n\r\n' } }, UNAVAILABLE],
  ['never ends its greeting', { endless: ['', '220-more\r\n'] }, UNAVAILABLE],
  ['never ends a line', { endless: ['', 'x'.repeat(1000)] }, UNAVAILABLE],
  ['never ends its list of extensions', { endless: ['EHLO', '250-X'] }, UNAVAILABLE],
  ['hangs at the sender', { script: { MAIL: '' } }, UNAVAILABLE],
  ['refuses the sender', { script: { MAIL: '550 no\r\n' } }, MISCONFIGURED],
  ['does not know the sender yet', { script: { MAIL: '451 later\r\n' } }, UNAVAILABLE],
  ['refuses every recipient', { script: { RCPT: '550 no\r\n' } }, MISCONFIGURED],
  ['has no time for a recipient', { script: { RCPT: '421 later\r\n' } }, UNAVAILABLE],
  ['drips at a recipient', { endless: ['RCPT', '2'] }, UNAVAILABLE],
  ['hangs before the message', { script: { DATA: '' } }, UNAVAILABLE],
  ['resets the connection in the message', { resetsAt: '.' }, UNAVAILABLE],
  ['hangs after the message', { script: { '.': '' } }, UNAVAILABLE],
  ['drips after the message', { endless: ['.', '250-'] }, UNAVAILABLE],
  ['has no time after the message', { script: { '.': '421 later\r\n' } }, UNAVAILABLE],
  ['refuses the message', { script: { '.': '554 spam\r\n' } }, 'notification-refused'],
];

describe('a mail ends in time, with a clear failure, if the server', () => {
  it.each(BAD)('%s', async (_, options, code) => {
    const { settings } = await open(options);
    await expect(new SmtpNotifier(settings).notify(sampleNotification())).rejects.toMatchObject({
      code,
    });
  });
});

it('does not keep the other recipients waiting for a server that does not answer', async () => {
  const { server, settings } = await open({ script: { '': '' } });
  const attempt = new SmtpNotifier(settings).notify(sampleNotification());
  await expect(attempt).rejects.toMatchObject({ code: UNAVAILABLE });
  expect(server.connections).toBe(1);
});

it('says which recipient was refused, without the address', async () => {
  const { settings } = await open({ script: { RCPT: '550 no\r\n' } });
  const attempt = new SmtpNotifier(settings).notify(sampleNotification());
  await expect(attempt).rejects.toMatchObject({
    message: 'The mail server refused recipient 1 of 2 (reply 550). Check to.',
  });
});

it('is checked in time, too', async () => {
  const { settings } = await open({ endless: ['EHLO', '250-X'] });
  expect(await checkMailServer(settings)).toMatchObject([{ state: 'problem' }]);
});
