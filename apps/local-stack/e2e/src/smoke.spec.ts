import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Deployed,
  newSmokeName,
  type Outcome,
  ProbeQueue,
  runGlyphwatch,
  runSteps,
  smokeClients,
  smokeSteps,
  writeReport,
} from '@glyphwatch/infra/smoke';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { type LocalStack, readingOnce, startLocalStack } from '../../src/index.ts';

jest.setTimeout(120_000);

const name = newSmokeName();
const cdkOut = mkdtempSync(join(tmpdir(), 'smoke-'));
const onnx = new OnnxTextDetector();
let stack: LocalStack;

const SYNTHESISE = join(import.meta.dirname, '../../../infra/src/smoke/synthesise-smoke.ts');

beforeAll(async () => {
  // In a process of its own, as the command does: Jest is slow to load the CDK.
  const run = `import { synthesiseSmoke } from '${SYNTHESISE}'; synthesiseSmoke('${name}', '${cdkOut}');`;
  execFileSync(process.execPath, ['--input-type=module', '-e', run]);
  stack = await startLocalStack({ cdkOut, detector: readingOnce(onnx) });
});
afterAll(async () => {
  await stack?.close();
  await onnx.close();
  rmSync(cdkOut, { recursive: true });
});

function deployed(): Deployed {
  const { endpoint, region } = stack;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const clients = smokeClients({ endpoint, region, credentials });
  const outputs = Object.fromEntries(
    Object.entries(stack.outputs).map(([key, value]) => [
      key.replace(/Output.*$/, ''),
      String(value),
    ]),
  );
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return {
    ...{ name, outputs, clients },
    probe: new ProbeQueue(clients.sqs, outputs['Probe'] ?? ''),
    glyphwatch: (...args) => runGlyphwatch(name, env, args),
    isAws: false,
    waitMs: 60_000,
    quietMs: 2000,
    signal: new AbortController().signal,
  };
}

function reportOf(outcomes: readonly Outcome[]): string {
  return writeReport({
    ...{ name, outcomes, made: [], left: undefined },
    ...{ region: stack.region, isAws: false, date: '2026-11-30', versions: {} },
  });
}

it('passes every step that this machine can show, and names the others', async () => {
  const outcomes = await runSteps(smokeSteps(), deployed(), () => {});
  const failed = outcomes.filter(({ state }) => state === 'failed');
  expect(failed).toEqual([]);
  const of = (wanted: string): string[] =>
    outcomes.filter(({ state }) => state === wanted).map((outcome) => outcome.name);
  expect(of('passed')).toEqual([
    ...['upload', 'rows', 'history', 'event', 'message'],
    ...['doctor', 'backfill', 'redrive'],
  ]);
  expect(of('not shown')).toEqual(['metrics', 'alarms']);
  const report = reportOf(outcomes);
  expect(report).toContain('| rows | ✔ passed |');
  expect(report).toContain('Only a real account can show: what the detector itself reads');
  expect(report).not.toMatch(/\d{12}/);
});
