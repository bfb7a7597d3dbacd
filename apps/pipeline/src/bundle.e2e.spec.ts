import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventBridgeEvent, sqsRecord } from './testing/events.ts';
import { type RuntimeApi, startRuntimeApi } from './testing/runtime-api.ts';
import { SETTINGS } from './testing/settings.ts';

const app = join(__dirname, '..');
/** Built before, by the target that this one depends on: two builds at once would write into each other's files. */
const bundle = join(app, '../../dist/apps/pipeline/index.js');

let api: RuntimeApi;
let lambda: ChildProcess;
let log = '';

beforeAll(async () => {
  api = await startRuntimeApi();
  lambda = spawn(process.execPath, [join(__dirname, 'testing/runtime-loop.mjs'), bundle], {
    env: {
      ...SETTINGS,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      // Nothing listens there: every service is down.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  lambda.stdout?.on('data', (chunk) => (log += String(chunk)));
}, 30_000);

afterAll(() => {
  lambda?.kill();
  api?.close();
});

it('acknowledges nothing while every service is down, and keeps running', async () => {
  const Records = [sqsRecord('CANARY', 'a'), sqsRecord(eventBridgeEvent(), 'b')];
  for (const _ of [1, 2]) {
    expect(await api.invoke({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
    });
  }
  expect(log).toContain('"InvalidMessages":1');
  expect(log).not.toContain('CANARY');
}, 30_000);

it('acknowledges irrelevant messages', async () => {
  const Records = [sqsRecord({ Service: 'Amazon S3', Event: 's3:TestEvent' }, 'a')];
  expect(await api.invoke({ Records })).toEqual({ batchItemFailures: [] });
});

it('reports a failed event without a queue as an error', async () => {
  await expect(api.invoke({ hello: 'world' })).rejects.toMatchObject({
    errorType: 'GlyphwatchError',
  });
});

it('loads at start only what every image needs', () => {
  const list = `require(${JSON.stringify(bundle)});
    process.stdout.write(JSON.stringify(Object.keys(require.cache)));`;
  const env = { ...SETTINGS, AWS_REGION: 'eu-central-1' };
  const loaded: string[] = JSON.parse(
    execFileSync(process.execPath, ['-e', list], { env, encoding: 'utf8' }),
  );
  const code = loaded.map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(code).toContain('DynamoDB_20120810');
  // YAML, regular expressions, the topic, the queue: each is in a file that is loaded on demand.
  for (const part of ['YAMLParseError', 'RE2JS', 'AmazonSimpleNotificationService', 'AmazonSQS']) {
    expect(everything()).toContain(part);
    expect(code).not.toContain(part);
  }
});

describe('a bundle without the detectors that are not chosen', () => {
  const own = (): Record<string, string[]> =>
    JSON.parse(readFileSync(join(dirname(bundle), 'detectors.json'), 'utf8'));

  it('knows the code that only each of them loads', () => {
    const names = Object.keys(own());
    expect(names).toEqual(expect.arrayContaining(['rekognition', 'textract']));
    for (const [name, files] of Object.entries(own())) {
      expect(files.length).toBeGreaterThan(0);
      const others = Object.entries(own()).flatMap(([other, more]) => (other === name ? [] : more));
      expect(files.filter((file) => others.includes(file))).toEqual([]);
    }
  });

  it.each([
    ['rekognition', 'textract'],
    ['textract', 'rekognition'],
  ])('of %s holds no code of %s, and all that is left can be loaded', (name, unused) => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      cpSync(dirname(bundle), folder, { recursive: true });
      for (const file of own()[unused] ?? []) rmSync(join(folder, file));
      const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
      const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
      expect(code).toContain(`com.amazonaws.${name}`);
      expect(code).not.toContain(`com.amazonaws.${unused}`);
      const load = files.map((file) => `require(${JSON.stringify(join(folder, file))});`).join('');
      const env = { ...SETTINGS, AWS_REGION: 'eu-central-1', DETECTOR: `{"name":"${name}"}` };
      expect(() => execFileSync(process.execPath, ['-e', load], { env })).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function everything(): string {
  const folder = dirname(bundle);
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

describe('the bundle for all detectors', () => {
  const folder = join(app, '../../dist/apps/pipeline-with-packages');
  const own = (): Record<string, string[]> =>
    JSON.parse(readFileSync(join(folder, 'detectors.json'), 'utf8'));

  it('has the threads of onnx as files that their code names, and that only it needs', () => {
    expect(Object.keys(own()).toSorted()).toEqual(['onnx', 'rekognition', 'textract']);
    const threads = ['detection-worker.js', 'heic-worker.js', 'pdf-worker.js'];
    expect(own()['onnx']).toEqual(expect.arrayContaining(threads));
    const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
    const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    for (const thread of threads) expect(code).toContain(`new URL("./${thread}",import.meta.url)`);
  });

  it('starts without loading a native package', () => {
    const copy = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      cpSync(folder, copy, { recursive: true });
      const env = { ...SETTINGS, AWS_REGION: 'eu-central-1', DETECTOR: '{"name":"onnx"}' };
      const load = ['index', 'sweep'].map(
        (name) => `require(${JSON.stringify(join(copy, `${name}.js`))});`,
      );
      expect(() => execFileSync(process.execPath, ['-e', load.join('')], { env })).not.toThrow();
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
