import { PassThrough, Writable } from 'node:stream';
import { describeNotifierContract, sampleNotification } from '@glyphwatch/domain/contracts';
import { ConsoleNotifier, type ConsoleNotifierOptions } from './console-notifier.ts';

async function outputOf(
  options: ConsoleNotifierOptions,
  ...notifications: ReturnType<typeof sampleNotification>[]
): Promise<string> {
  const stream = new PassThrough();
  const notifier = new ConsoleNotifier(stream, options);
  for (const notification of notifications) await notifier.notify(notification);
  return String(stream.read());
}

const gate = sampleNotification({
  address: { bucket: 'photos', key: 'yard/gate.jpg' },
  imageId: 'photos/yard/gate.jpg',
});
const nasty = sampleNotification({ imageId: 'a\r\n\u001b[2J\u202eb', version: '\u009b31m' });

describeNotifierContract(
  'ConsoleNotifier',
  async () => {
    const stream = new PassThrough();
    let written = '';
    stream.on('data', (chunk) => (written += String(chunk)));
    return {
      notifier: new ConsoleNotifier(stream, { format: 'jsonl' }),
      received: async () =>
        written
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => String(JSON.parse(line).id)),
      goDown: async () => void stream.destroy(),
    };
  },
  { without: ['refuse', 'misconfigure'] },
);

describe('ConsoleNotifier', () => {
  it('writes one block with severity, rule, text, location and image', async () => {
    expect(await outputOf({}, gate)).toMatch(
      /^HIGH {2}Watch rule gate matched in gate.jpg\n {2}gate – Somebody put up a sign\n {4}KEEP 0UT {2}a look-alike of “KEEP OUT” · confidence 87% · .* of the picture\n {2}photos\/yard\/gate.jpg\n$/,
    );
  });

  it('ends the block with the link to the picture', async () => {
    const linkTo = () => ({ url: 'https://console.example/image?id=1' });
    expect(await outputOf({ linkTo }, gate)).toMatch(
      /\n {2}photos\/yard\/gate.jpg\n {2}https:\/\/console.example\/image\?id=1\n$/,
    );
  });

  it('colours only if configured', async () => {
    expect(await outputOf({}, gate)).not.toContain('\u001b');
    expect(await outputOf({ color: true }, gate)).toContain('\u001b[31mHIGH\u001b[39m');
  });

  it('never colours JSON', async () => {
    expect(await outputOf({ format: 'jsonl', color: true }, gate)).not.toContain('\u001b');
  });

  it.each(['text', 'jsonl'] as const)(
    'lets no name control the terminal, as %s',
    async (format) => {
      expect(await outputOf({ format }, nasty)).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u0080-\u009f\u202e]/,
      );
    },
  );

  it('writes the whole notification for programs, one per line', async () => {
    const lines = (await outputOf({ format: 'jsonl' }, gate, nasty)).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([gate, nasty]);
  });

  it('reports a closed pipe as a failure and not as an event that ends the process', async () => {
    const pipe = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    await expect(new ConsoleNotifier(pipe).notify(gate)).rejects.toMatchObject({
      code: 'notifier-unavailable',
      cause: { message: 'EPIPE' },
    });
  });
});
