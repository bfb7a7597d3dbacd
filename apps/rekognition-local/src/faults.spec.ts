import { RekognitionClient, DetectTextCommand } from '@aws-sdk/client-rekognition';
import {
  parseFault,
  parseSchedule,
  startRekognitionLocal,
  type RekognitionLocal,
} from './index.ts';
import { followSchedule } from './faults.ts';
import { SERVICE_ERROR_NAMES } from './service-error.ts';
import { fixedDetector } from './testing/fixed-detector.ts';
import { blank } from './testing/picture.ts';
import { postAsBotocore } from './testing/post.ts';

let Bytes: string;
const open: RekognitionLocal[] = [];
beforeAll(async () => {
  Bytes = (await blank(80, 80).png().toBuffer()).toString('base64');
});
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

async function start(schedule: unknown = []) {
  const detector = fixedDetector();
  const server = await startRekognitionLocal({
    port: 0,
    detector,
    faults: parseSchedule(schedule),
  });
  open.push(server);
  const call = (fault?: string) =>
    postAsBotocore(
      server.url,
      { Image: { Bytes } },
      fault === undefined ? {} : { 'x-glyphwatch-fault': fault },
    );
  return { server, detector, call };
}

for (const name of SERVICE_ERROR_NAMES) {
  it(`answers ${name} when a request asks for it`, async () => {
    const { call, detector } = await start();
    const answer = await call(name);
    expect(answer.status).toBe(name === 'InternalServerError' ? 500 : 400);
    expect(await answer.json()).toMatchObject({ __type: name });
    expect(detector.calls).toEqual([]);
  });
}

it('closes the connection without an answer', async () => {
  const { call } = await start();
  await expect(call('drop')).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
});

it('never answers until the server closes', async () => {
  const { call, server } = await start();
  const never = call('hang').catch((error: unknown) => error);
  expect((await call()).status).toBe(200);
  await server.close();
  expect(await never).toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
});

it('answers a slow call like any other, only later', async () => {
  const { call, detector } = await start();
  expect((await call('slow=20')).status).toBe(200);
  expect(detector.calls).toHaveLength(1);
});

it('lists the faults if a request names an unknown one', async () => {
  const { call } = await start();
  expect(await (await call('Throttle')).json()).toMatchObject({
    __type: 'InvalidParameterException',
    Message: expect.stringContaining('ThrottlingException'),
  });
});

it('follows the schedule, but lets a request choose its own fault', async () => {
  const { call } = await start([{ every: 2, fault: 'ThrottlingException' }]);
  const statuses = [];
  for (let count = 0; count < 4; count += 1) statuses.push((await call()).status);
  expect(statuses).toEqual([200, 400, 200, 400]);
  expect((await call('InternalServerError')).status).toBe(500);
});

it('is survived by an SDK that retries', async () => {
  const { server, detector } = await start([{ calls: [1, 2], fault: 'ThrottlingException' }]);
  const client = new RekognitionClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
    maxAttempts: 3,
  });
  const input = { Image: { Bytes: Buffer.from(Bytes, 'base64') } };
  const { TextDetections, $metadata } = await client.send(new DetectTextCommand(input));
  expect([TextDetections?.length, $metadata.attempts, detector.calls.length]).toEqual([6, 3, 1]);
  client.destroy();
}, 15_000);

describe('a schedule', () => {
  const hits = (schedule: unknown, calls = 1_000) => {
    const next = followSchedule(parseSchedule(schedule));
    return Array.from({ length: calls }, () => next()?.kind);
  };

  it('applies with about its probability, to the same calls each time', () => {
    const schedule = [{ probability: 0.1, seed: 7, fault: 'hang' }];
    const hit = hits(schedule);
    expect(hit).toEqual(hits(schedule));
    expect(hit).not.toEqual(hits([{ probability: 0.1, seed: 8, fault: 'hang' }]));
    const count = hit.filter((kind) => kind === 'hang').length;
    expect(count).toBeGreaterThan(70);
    expect(count).toBeLessThan(130);
  });

  it('never applies with probability 0 and always with 1', () => {
    expect(hits([{ probability: 0, fault: 'drop' }]).every((kind) => kind === undefined)).toBe(
      true,
    );
    expect(hits([{ probability: 1, fault: 'drop' }]).every((kind) => kind === 'drop')).toBe(true);
  });

  it('uses the first entry that applies', () => {
    const schedule = [
      { every: 3, fault: 'drop' },
      { calls: [2, 3], fault: 'hang' },
    ];
    expect(hits(schedule, 4)).toEqual([undefined, 'hang', 'drop', undefined]);
  });

  it('is rejected with every problem and its path', () => {
    const wrong = [
      { fault: 'Throttle', every: 0 },
      { fault: 'drop' },
      { fault: 'drop', evry: 2, every: 1 },
    ];
    for (const complaint of [
      /at \[0\]\.fault/,
      /at \[0\]\.every/,
      /exactly one.*\n.*at \[1\]/,
      /evry.*\n.*at \[2\]/,
    ]) {
      expect(() => parseSchedule(wrong)).toThrow(complaint);
    }
  });
});

it('parses faults strictly', () => {
  expect(parseFault('slow=250')).toEqual({ kind: 'slow', milliseconds: 250 });
  expect(['slow', 'slow=', 'slow=-1', 'slow=1s', 'toString', ''].map(parseFault)).toEqual(
    Array(6).fill(undefined),
  );
});
