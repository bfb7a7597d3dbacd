import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorCode } from '@glyphwatch/domain';
import { RecordingServer } from '@glyphwatch/http-calls/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { glyphwatch, inTemporaryFolder } from '../../testing/run-command.ts';
import { hideSecrets } from './test/hide-secrets.ts';
import { runNotifyTest } from './test/run.ts';

const SLOW = 60_000;
const ENV = { TOPIC: 'topic-that-nobody-guesses', TOKEN: 'tk_secret123' };
const PUBLISHED = { status: 200, body: '{"id":"sPs71M8A2T","event":"message"}' };

let server: RecordingServer;
let port: number;
beforeEach(async () => {
  server = new RecordingServer('http', () => PUBLISHED);
  port = await server.listen();
});
afterEach(() => server.close());

async function inFolder<T>(work: (cwd: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (cwd) => {
    const settings = `channels:
  desk: console
  guards:
    type: ntfy
    server: http://127.0.0.1:${port}
    topicFrom: TOPIC
    tokenFrom: TOKEN
    allowHttp: true
    allowPrivate: true
`;
    writeFileSync(join(cwd, 'glyphwatch.yaml'), settings);
    return work(cwd);
  });
}

const test = (channel: string) =>
  inFolder(async (cwd) => {
    const io = fakeIo({ cwd, env: ENV });
    const failure = await runNotifyTest(channel, {}, io).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { failure, out: io.out(), err: io.err() };
  });

it('sends one message that is marked as a test, and says what was answered', async () => {
  const { failure, out } = await test('guards');
  expect(failure).toBeUndefined();
  expect(out).toBe(
    'The test message was sent to the channel guards (ntfy).\nIt answered: 200 {"id":"sPs71M8A2T","event":"message"}\n',
  );
  expect(server.received).toHaveLength(1);
  expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({
    title: '[LOW] this-is-only-a-test: this-is-only-a-test.png',
    message: expect.stringContaining(
      'Test from Glyphwatch, sent by "glyphwatch notify test guards". This is only a test: nothing was found.',
    ),
    priority: 2,
  });
});

it('says what was answered to a message that was not accepted, on one line and without secrets', async () => {
  const body = `\u001b[31mno\r\n${ENV.TOPIC} ${ENV.TOKEN} ${'x'.repeat(1000)}`;
  server.replies = [{ status: 403, body }];
  const { failure, out } = await test('guards');
  expect(errorCode(failure)).toBe('notifier-misconfigured');
  expect(out).toMatch(/^It answered: 403 no \*\*\* \*\*\* x{100,200}…\n$/);
});

it('writes the message where the channel is the terminal, which answers nothing', async () => {
  const { out, err } = await test('desk');
  expect(out).toBe('The test message was sent to the channel desk (console).\n');
  expect(err).toContain('Test from Glyphwatch');
});

it.each([
  ['guard', 'guard is not a channel; did you mean "guards"? Choose from desk, guards.'],
  ['\u001b[2J', '\\u001b[2J is not a channel. Choose from desk, guards.'],
])('names the channels there are instead of %j', async (name, message) => {
  expect((await test(name)).failure).toMatchObject({ code: 'settings-invalid', message });
});

it('says how to get a channel when there is none', async () => {
  const run = inTemporaryFolder((cwd) => runNotifyTest('guards', {}, fakeIo({ cwd })));
  await expect(run).rejects.toThrow('The settings name none; glyphwatch init writes a file');
});

it.each([
  [200, EXIT.done, 'The test message was sent'],
  [401, EXIT.invalid, 'glyphwatch: The ntfy server answered 401. Check its URL'],
  [503, EXIT.failed, 'glyphwatch: The ntfy server answered 503. The message stays pending'],
  [503, EXIT.failed, 'A test is not retried, as a real message would be. The failure:\n'],
])(
  'ends after %i with exit code %i',
  async (status, code, said) => {
    server.replies = [{ ...PUBLISHED, status }];
    const run = await inFolder((cwd) =>
      glyphwatch(['notify', 'test', 'guards'], { cwd, env: ENV }),
    );
    expect({ code: run.code, said: run.out + run.err }).toMatchObject({
      code,
      said: expect.stringContaining(said),
    });
  },
  SLOW,
);

it(
  'loads only the channel that it sends to',
  async () => {
    const modules = await inFolder(async (cwd) => {
      const list = join(cwd, 'modules');
      const env = { ...ENV, LIST_MODULES_IN: list };
      const preload = ['--import', resolve(__dirname, '../../testing/list-modules.mjs')];
      const { code } = await glyphwatch(['notify', 'test', 'guards'], {
        cwd,
        env,
        nodeOptions: preload,
      });
      expect(code).toBe(EXIT.done);
      return readFileSync(list, 'utf8').trim().split('\n');
    });
    const notifiers = modules.filter((module) => /-notifier\/src\/.*-notifier\.ts$/.test(module));
    expect(notifiers).toEqual([expect.stringContaining('ntfy-notifier/src/ntfy-notifier.ts')]);
    expect(
      modules.filter((module) =>
        /onnxruntime|sharp|sqlite3|nodemailer(?!.*addressparser)|@aws-sdk/.test(module),
      ),
    ).toEqual([]);
  },
  SLOW,
);

it.each([
  [
    'https://hooks.slack.com/services/T0AB/B0CD/abcdefghi',
    '/services/T0AB/B0CD/abcdefghi is wrong',
  ],
  ['https://hooks.slack.com/services/T0AB/B0CD/abcdefghi', 'no hook abcdefghi'],
  ['https://flow.example/run?sig=a%2Bb%3Dc', 'bad sig a+b=c'],
  ['https://flow.example/run?sig=a%2Bb%3Dc', 'bad query ?sig=a%2Bb%3Dc'],
  ['123456:ABC-DEF', 'GET /bot123456:ABC-DEF/sendMessage'],
  ['123456:ABC-DEF', 'GET /bot123456%3AABC-DEF/sendMessage'],
])('hides what an answer repeats of %s', (secret, text) => {
  const shown = hideSecrets(text, { urlFrom: secret, server: 'bad' });
  expect(shown).toContain('***');
  expect(shown).not.toMatch(/abcdefghi|a\+b|a%2Bb|ABC-DEF/);
});
