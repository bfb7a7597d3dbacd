import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { glyphwatch } from '../../testing/run-command.ts';

const SAMPLES = resolve(__dirname, '../../../samples');
const hasTesseract = spawnSync('tesseract', ['--version']).status === 0;

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
  copyFileSync(join(SAMPLES, 'yard/gate-3.jpg'), join(folder, 'gate.jpg'));
  writeFileSync(join(folder, 'broken.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
  label({ file: 'gate.jpg', words: ['DO', 'NOT', 'ENTER'], partial: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function label(...labels: readonly object[]): void {
  const lines = labels.map((each) => JSON.stringify(each));
  writeFileSync(join(folder, 'labels.jsonl'), lines.join('\n'));
}

const compareWith = (detectors: string, env: NodeJS.ProcessEnv = {}) =>
  glyphwatch(['compare', folder, '--detectors', detectors, '--format', 'json'], { env });

if (!hasTesseract) console.warn('tesseract is not installed: compare is tried without it.');
const engines = hasTesseract ? ['onnx', 'tesseract'] : ['onnx'];

it('compares engines on this machine, and says what they could not read', async () => {
  const { code, out, err } = await compareWith(engines.join());
  const { images, labelled, detectors } = JSON.parse(out);
  expect([code, err, images, labelled]).toEqual([3, '', 2, 1]);
  const unread = [{ image: join(folder, 'broken.jpg') }];
  expect(detectors).toMatchObject(engines.map((name) => ({ name, pricePerThousand: 0, unread })));
  expect(detectors[0].recall).toBe(1);
  expect(detectors[0].secondsPerImage).toBeGreaterThan(0);
  for (const { agreement } of detectors.slice(1)) expect(agreement).toBeGreaterThan(0);
});

describe('with a service', () => {
  let server: Server;
  let env: NodeJS.ProcessEnv;
  beforeAll((done) => {
    const piece = (Id: string, BlockType: string, more: object = {}) => {
      const Polygon = [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ].map(([X, Y]) => ({ X, Y }));
      const Geometry = { BoundingBox: { Left: 0, Top: 0, Width: 1, Height: 1 }, Polygon };
      return { Id, BlockType, Geometry, Text: 'DO', Confidence: 99, ...more };
    };
    const Blocks = [
      piece('p', 'PAGE'),
      piece('l', 'LINE', { Relationships: [{ Type: 'CHILD', Ids: ['w'] }] }),
      piece('w', 'WORD'),
    ];
    const answer = JSON.stringify({ Blocks, DetectDocumentTextModelVersion: '1.0' });
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(answer);
      });
    }).listen(0, '127.0.0.1', done);
  });
  beforeAll(() => {
    const { port } = server.address() as AddressInfo;
    env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'me',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
  });
  afterAll(() => server.close());

  it('says what it costs before it is asked', async () => {
    rmSync(join(folder, 'broken.jpg'));
    const { code, out, err } = await compareWith('onnx,textract', env);
    expect(err).toContain('textract reads 1 image for about $0.00');
    expect([code, JSON.parse(out).detectors[1].unread]).toEqual([0, []]);
    const [, textract] = JSON.parse(out).detectors;
    expect(textract).toMatchObject({ name: 'textract', pricePerThousand: 1.5, recall: 1 / 3 });
  });
});

it.each([
  ['onnx,onnx', 'names one of them twice'],
  ['onnx,tesserakt', 'did you mean "tesseract"?'],
  ['rekognition', 'runs only in the deployed function'],
])('refuses --detectors %s', async (detectors, why) => {
  const { code, err } = await compareWith(detectors);
  expect(code).toBe(2);
  expect(err).toContain(why);
});

it.each([
  ['{"file": "gate.jpg"', 'labels.jsonl:1: must be JSON'],
  ['{"file": "gate.jpg", "words": "DO"}', 'labels.jsonl:1: words'],
])('names the line of a label that is wrong: %s', async (line, why) => {
  writeFileSync(join(folder, 'labels.jsonl'), line);
  const { code, err } = await compareWith('onnx');
  expect(code).toBe(2);
  expect(err).toContain(why);
});

it('says which labels have no picture', async () => {
  rmSync(join(folder, 'broken.jpg'));
  label({ file: 'gate.jpg', words: ['ENTER'] }, { file: 'other.jpg', words: ['A'] });
  const { code, err } = await compareWith('onnx');
  expect([code, err]).toEqual([0, 'glyphwatch: 1 label without a picture\n']);
});
