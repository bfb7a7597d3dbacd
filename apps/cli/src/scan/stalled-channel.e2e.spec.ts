import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingServer } from '@glyphwatch/http-calls/testing';
import { EXIT } from '../terminal/exit-codes.ts';
import { pngOf } from '../testing/picture.ts';
import { glyphwatch } from '../testing/run-command.ts';

const IMAGES = 6;
const TRIES_A_CALL = 3;
const SECRET = { HOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

let folder: string;
let receiver: RecordingServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  receiver = new RecordingServer('http');
  for (let n = 0; n < IMAGES; n += 1) {
    writeFileSync(join(folder, `${n}.png`), await pngOf(['KEEP OUT'], n));
  }
  writeFileSync(join(folder, 'rules.yaml'), 'rules:\n  - id: gate\n    match: KEEP OUT\n');
  const url = `http://127.0.0.1:${await receiver.listen()}/`;
  const phones = `{ type: ntfy, server: "${url}", topicFrom: TOPIC, allowPrivate: true, allowHttp: true }`;
  writeFileSync(
    join(folder, 'phones.yaml'),
    `rules: rules.yaml\nstore: phones.db\nchannels: { phones: ${phones} }\n`,
  );
  writeFileSync(
    join(folder, 'glyphwatch.yaml'),
    `rules: rules.yaml
channels:
  desk: console
  hooks: { type: webhook, url: "${url}", secretFrom: HOOK_SECRET, allowPrivate: true, allowHttp: true }
`,
  );
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const scan = () => glyphwatch(['scan', '.', '--workers', '1'], { cwd: folder, env: SECRET });

it('leaves a channel alone that does not answer, tells the others, and sends everything in the next run', async () => {
  receiver.replies = [{ status: 503 }];
  const down = await scan();
  const attempts = receiver.received.length;
  expect(down.code).toBe(EXIT.failed);
  expect(down.err.match(/Watch rule gate matched in/g)).toHaveLength(IMAGES);
  expect(down.err.match(/the channel hooks does not answer and is left alone/g)).toHaveLength(1);
  const unsent = down.err.split('\n').filter((line) => line.includes('still to be sent'));
  expect(unsent).toEqual([
    expect.stringMatching(/^glyphwatch: channel hooks: 6 notifications are .* answered 503/),
  ]);
  // Three in a row, and one that was under way.
  expect(attempts).toBeLessThanOrEqual(4 * TRIES_A_CALL);

  receiver.replies = [{ status: 204 }];
  receiver.received.length = 0;
  expect((await scan()).code).toBe(EXIT.done);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([IMAGES, IMAGES]);
});

it('ends, and says why, when a receiver takes a message for something else', async () => {
  writeFileSync(
    join(folder, 'again.yaml'),
    `store: again.db\n${readFileSync(join(folder, 'glyphwatch.yaml'), 'utf8')}`,
  );
  const scanAgain = () =>
    glyphwatch(['scan', '.', '--workers', '1', '--config', 'again.yaml'], {
      cwd: folder,
      env: SECRET,
    });
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
  receiver.replies = [{ status: 101, raw: upgrade }];
  const switched = await scanAgain();
  expect(switched.code).toBe(EXIT.failed);
  expect(switched.err).toMatch(
    /channel hooks: 6 notifications are still to be sent; .* answered 101\. Set the URL of an HTTP receiver\./,
  );

  const wordy = 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello';
  receiver.replies = [{ status: 204, raw: wordy }];
  receiver.received.length = 0;
  expect((await scanAgain()).code).toBe(EXIT.done);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([IMAGES, IMAGES]);
});

it('does not call a channel again that asks for a longer wait, and sends everything in the next run', async () => {
  const scanToPhones = () =>
    glyphwatch(['scan', '.', '--workers', '1', '--config', 'phones.yaml'], {
      cwd: folder,
      env: { TOPIC: 'guards' },
    });
  receiver.replies = [{ status: 429, headers: { 'retry-after': '120' } }];
  receiver.received.length = 0;
  const told = await scanToPhones();
  expect(told.code).toBe(EXIT.failed);
  expect(told.err).toContain(
    'channel phones: 6 notifications are still to be sent; the next run tries again. The ntfy server answered 429 (next try in 120 s or later).',
  );
  // One, and one that was under way.
  expect(receiver.received.length).toBeLessThanOrEqual(2);

  receiver.replies = [{ status: 200, body: '{"id":"a"}' }];
  receiver.received.length = 0;
  expect((await scanToPhones()).code).toBe(EXIT.done);
  // The first match, and a digest of the others.
  expect(receiver.received).toHaveLength(2);
  const { out } = await glyphwatch(
    ['deliveries', 'list', '--config', 'phones.yaml', '--format', 'json'],
    { cwd: folder, env: { TOPIC: 'guards' } },
  );
  const states = JSON.parse(out).map(({ state }: { state: string }) => state);
  expect(states).toEqual(Array.from({ length: IMAGES }, () => 'told'));
});
