import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RecordingServer } from '@glyphwatch/http-calls/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { glyphwatch, inTemporaryFolder } from '../../testing/run-command.ts';
import type { DoctorOptions } from './options.ts';
import { runDoctor } from './run.ts';

const SLOW = 120_000;
const ENV = { TOPIC: 'topic-that-nobody-guesses', TOKEN: 'tk_secret123' };
const CHEAP = 'detector: tesseract\nstore: ":memory:"\n';

let server: RecordingServer;
let port: number;
beforeEach(async () => {
  server = new RecordingServer('http');
  port = await server.listen();
});
afterEach(() => server.close());

const guards = (scheme = 'http', allowPrivate = true) => `channels:
  guards:
    type: ntfy
    server: ${scheme}://localhost:${port}
    topicFrom: TOPIC
    tokenFrom: TOKEN
    allowHttp: true
    allowPrivate: ${allowPrivate}
`;

async function diagnose(
  settings: string,
  options: Partial<DoctorOptions> = {},
  env: Record<string, string> = ENV,
) {
  return inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, 'glyphwatch.yaml'), settings);
    writeFileSync(join(cwd, 'file.txt'), 'no database, and no folder either');
    const io = fakeIo({ cwd, env });
    const code = await runDoctor({ format: 'json', ...options }, io);
    const { findings } = JSON.parse(io.out());
    const of = (check: string) =>
      findings.filter((one: { check: string }) => one.check.startsWith(check));
    return { code, of, out: io.out(), findings };
  });
}

it('finds nothing wrong where there are no settings, and tells where results will be', async () => {
  const { code, findings } = await diagnose('');
  expect(code).toBe(EXIT.done);
  expect(findings).toEqual([
    { check: 'detector (onnx)', state: 'ok', message: 'ready' },
    {
      check: 'store (sqlite)',
      state: 'ok',
      message: expect.stringMatching(/^the first scan creates .*results\.db$/),
    },
  ]);
});

it.each([
  ['file.txt', 'is damaged or not a database'],
  ['file.txt/results.db', 'cannot be created: '],
])('says that the store %s cannot be used', async (store, message) => {
  const { code, of } = await diagnose(`store: ${store}\n`);
  expect(code).toBe(EXIT.failed);
  expect(of('store')).toMatchObject([
    { state: 'problem', message: expect.stringContaining(message) },
  ]);
});

it('says which command a detector lacks, of both detectors', async () => {
  const missing = '{ name: tesseract, command: no-such-tesseract }';
  const { code, of } = await diagnose(`detector: { first: onnx, whenTruncated: ${missing} }\n`);
  expect(code).toBe(EXIT.failed);
  expect(of('detector')).toMatchObject([{ state: 'ok' }]);
  expect(of('whenTruncated (tesseract)')).toMatchObject([
    { state: 'problem', message: expect.stringContaining('no-such-tesseract') },
  ]);
});

it('asks a server whether it answers, without its secrets and without sending a message', async () => {
  const { code, of, out } = await diagnose(CHEAP + guards());
  expect(code).toBe(EXIT.done);
  expect(of('channel guards (ntfy)')).toEqual([
    {
      check: 'channel guards (ntfy)',
      state: 'ok',
      message: `localhost:${port} answers, not encrypted`,
    },
  ]);
  expect(of('probe')).toMatchObject([
    { state: 'unknown', message: 'whether ntfy would accept keys and messages was not tried' },
  ]);
  expect(server.received).toMatchObject([{ method: 'HEAD', path: '/', body: '' }]);
  expect(JSON.stringify(server.received) + out).not.toMatch(/nobody-guesses|secret123/);
});

it('does not call the path of a URL, which may be a secret', async () => {
  const events = '{ type: cloudevents, urlFrom: HOOK, allowHttp: true, allowPrivate: true }';
  const env = { HOOK: `http://localhost:${port}/hooks/only-we-know?sig=secret` };
  const { of, out } = await diagnose(`${CHEAP}channels: { events: ${events} }\n`, {}, env);
  expect(of('channel events (cloudevents)')).toMatchObject([{ state: 'ok' }]);
  expect(server.received).toMatchObject([{ method: 'HEAD', path: '/' }]);
  expect(out).not.toMatch(/only-we-know|sig=/);
});

it('warns when the clocks differ', async () => {
  const date = new Date(Date.now() - 3_600_000).toUTCString();
  server.replies = [{ status: 404, headers: { date } }];
  const { code, of } = await diagnose(CHEAP + guards());
  expect(code).toBe(EXIT.done);
  expect(of('channel')).toMatchObject([
    { state: 'ok' },
    {
      state: 'warning',
      message: expect.stringMatching(/differs from this machine's by -3[56]\d\d s/),
    },
  ]);
});

it('says that nobody listens, or that the address is one that would be refused', async () => {
  const refused = await diagnose(CHEAP + guards('http', false));
  expect(refused.of('channel')).toMatchObject([
    { state: 'problem', message: `localhost:${port} is not on the open internet` },
  ]);
  expect(server.received).toEqual([]);
  await server.close();
  const { code, of } = await diagnose(CHEAP + guards());
  expect(code).toBe(EXIT.failed);
  expect(of('channel')).toMatchObject([
    { state: 'problem', message: `localhost:${port} cannot be reached (ECONNREFUSED)` },
  ]);
});

it('says that a certificate is not trusted', async () => {
  await server.close();
  server = new RecordingServer('https');
  port = await server.listen();
  expect((await diagnose(CHEAP + guards('https'))).of('channel')).toMatchObject([
    { state: 'problem', message: expect.stringContaining('has no trusted TLS certificate') },
  ]);
});

it('says that a mail server does not answer', async () => {
  await server.close();
  const mail = `{ type: smtp, host: 127.0.0.1, port: ${port}, from: a@b.org, to: c@d.org }`;
  expect((await diagnose(`${CHEAP}channels: { mail: ${mail} }\n`)).of('channel')).toMatchObject([
    { state: 'problem', message: `127.0.0.1:${port} does not answer as a mail server` },
  ]);
});

it(
  'reads a picture and sends a message only with --probe',
  async () => {
    server.replies = [
      { status: 200 },
      { status: 200, body: '{"id":"sPs71M8A2T","event":"message"}' },
    ];
    const { code, of } = await diagnose(`store: ":memory:"\n${guards()}`, { probe: true });
    expect({ code, findings: of('probe') }).toMatchObject({
      code: EXIT.done,
      findings: [
        {
          check: 'probe (onnx)',
          state: 'ok',
          message: expect.stringMatching(/^read \d+ lines of/),
        },
        { check: 'probe (channel guards)', state: 'ok', message: expect.stringContaining('200') },
      ],
    });
    expect(server.received.map(({ method }) => method)).toEqual(['HEAD', 'POST']);
  },
  SLOW,
);

it(
  'says what a channel answered that does not accept the message, without secrets',
  async () => {
    server.replies = [{ status: 200 }, { status: 403, body: `no ${ENV.TOKEN}` }];
    const { code, of, out } = await diagnose(`store: ":memory:"\n${guards()}`, { probe: true });
    expect(code).toBe(EXIT.failed);
    expect(of('probe (channel guards)')).toMatchObject([
      { state: 'problem', message: expect.stringContaining('it answered: 403 no ***') },
    ]);
    expect(out).not.toContain(ENV.TOKEN);
  },
  SLOW,
);

it(
  'ends with exit code 2 while a secret is not set, and loads only what is chosen',
  async () => {
    await inTemporaryFolder(async (cwd) => {
      writeFileSync(join(cwd, 'glyphwatch.yaml'), guards());
      const { code, err } = await glyphwatch(['doctor'], { cwd });
      expect({ code, err }).toEqual({ code: EXIT.invalid, err: expect.stringContaining('TOPIC') });
      const list = join(cwd, 'modules');
      const run = await glyphwatch(['doctor'], {
        cwd,
        env: { ...ENV, LIST_MODULES_IN: list },
        nodeOptions: ['--import', resolve(__dirname, '../../testing/list-modules.mjs')],
      });
      expect(run).toMatchObject({ code: EXIT.done, out: expect.stringContaining('0 problems') });
      const other =
        /tesseract-text-detector\/src\/installation|node_modules\/pg\/|nodemailer\/lib\/(?!addressparser)|@aws-sdk/;
      expect(
        readFileSync(list, 'utf8')
          .split('\n')
          .filter((one) => other.test(one)),
      ).toEqual([]);
    });
  },
  SLOW,
);
