import { TEST_CERTIFICATE } from '@glyphwatch/domain/contracts';
import { checkMailServer } from './check-mail-server.ts';
import { MailServer, PASSWORD, USER } from './testing/mail-server.ts';

let server: MailServer;
let port: number;
beforeEach(async () => {
  server = new MailServer();
  port = await server.listen();
});
afterEach(() => server.close());

const check = (changes: Partial<Parameters<typeof checkMailServer>[0]> = {}) =>
  checkMailServer({
    ...{ host: '127.0.0.1', port, security: 'starttls', user: USER, password: PASSWORD },
    ...{ ca: TEST_CERTIFICATE, from: 'watch@example.org', to: 'ann@example.org' },
    ...changes,
  });

it('connects, switches to TLS and logs in, and sends nothing', async () => {
  expect(await check()).toMatchObject([
    { state: 'ok', message: `127.0.0.1:${port} answers, over TLS, and accepts the login` },
  ]);
  expect(server.received).toEqual([]);
});

it.each([
  ['a wrong password', { password: 'hunter2' }, 'refused the login'],
  ['a certificate that is not trusted', { ca: undefined }, 'has no trusted TLS certificate'],
] as const)(
  'says that there is %s, without repeating secrets',
  async (_, { ...changes }, message) => {
    const findings = await check(changes as object);
    expect(findings).toMatchObject([
      { state: 'problem', message: expect.stringContaining(message) },
    ]);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  },
);

it('says that nobody listens', async () => {
  await server.close();
  expect(await check()).toMatchObject([
    { state: 'problem', message: `127.0.0.1:${port} does not answer as a mail server` },
  ]);
});
