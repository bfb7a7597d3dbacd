import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { glyphwatch, inTemporaryFolder, type Run } from '../../testing/run-command.ts';

const SLOW = 240_000;
const PASSWORD = 'correct horse battery staple';
const HOST = 'watch.example.com';
const DOOR = [
  ...['--auth', 'people', '--url', `https://${HOST}`],
  ...['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'],
];

function ask(port: number, name: string): Promise<{ status: number; text: string }> {
  const authorization = `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}`;
  return new Promise((resolve, reject) => {
    request(
      {
        ...{ host: '127.0.0.1', port, path: '/api/me', headers: { host: HOST, authorization } },
        ...{ ca: TEST_CERTIFICATE, servername: 'localhost' },
      },
      async (response) => {
        let text = '';
        for await (const some of response) text += some;
        resolve({ status: response.statusCode ?? 0, text });
      },
    )
      .on('error', reject)
      .end();
  });
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((next) => server.once('listening', next));
  const address = server.address();
  await new Promise((next) => server.close(next));
  return typeof address === 'object' && address ? address.port : 0;
}

it(
  'lets in over TLS who has a line in the password file, and nobody else',
  () =>
    inTemporaryFolder(async (cwd) => {
      const made = await glyphwatch(['config', 'password', 'ann'], { cwd, input: `${PASSWORD}\n` });
      expect(made.out).toMatch(/^ann:\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}\n$/);
      writeFileSync(join(cwd, 'people'), made.out, { mode: 0o600 });
      writeFileSync(join(cwd, 'cert.pem'), TEST_CERTIFICATE);
      writeFileSync(join(cwd, 'key.pem'), TEST_KEY);
      const port = await freePort();
      let child: ChildProcess | undefined;
      const ended: Promise<Run> = glyphwatch(
        ['serve', '--no-rules', '--host', '0.0.0.0', '--port', `${port}`, ...DOOR],
        { cwd, onStart: (started) => (child = started) },
      );
      await Promise.race([
        new Promise((next) => child?.stdout?.once('data', next)),
        ended.then(({ err }) => Promise.reject(new Error(err))),
      ]);
      const entered = await ask(port, 'ann');
      expect([entered.status, JSON.parse(entered.text).name]).toEqual([200, 'ann']);
      expect((await ask(port, 'bob')).status).toBe(401);
      child?.kill('SIGINT');
      const { out, err, code } = await ended;
      expect(code).toBe(EXIT.interrupted);
      expect(out).toBe(`https://${HOST}/\n`);
      expect(err).toMatch(/it asks for name and password/);
      expect(out + err).not.toMatch(/token|horse/);
    }),
  SLOW,
);

it(
  'opens nothing to others without passwords or without TLS',
  () =>
    inTemporaryFolder(async (cwd) => {
      const { code, err } = await glyphwatch(['serve', '--host', '0.0.0.0'], { cwd });
      expect(code).toBe(EXIT.invalid);
      expect(err).toMatch(/--auth FILE has to say who may enter/);
    }),
  SLOW,
);

it.each([
  ['a short one', 'ann', 'short\n', /15 to 200 characters/],
  ['none', 'ann', '', /15 to 200 characters/],
  ['a name with a colon', 'an:n', `${PASSWORD}\n`, /no space and no colon/],
])(
  'makes no line of %s',
  async (_, name, input, message) => {
    const { code, out, err } = await glyphwatch(['config', 'password', name], { input });
    expect([code, out]).toEqual([EXIT.invalid, '']);
    expect(err).toMatch(message);
  },
  SLOW,
);
