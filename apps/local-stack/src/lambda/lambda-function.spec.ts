import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionResource } from '../template/read-resources.ts';
import { LambdaFunction } from './lambda-function.ts';

const HANDLER = `
console.log('started');
exports.handler = async (event, context) => {
  if (event.ask === 'env') return process.env;
  if (event.ask === 'time') return context.getRemainingTimeInMillis();
  if (event.ask === 'flags') return process.execArgv;
  if (event.ask === 'fail') throw new RangeError('It broke.');
  if (event.ask === 'die') process.exit(1);
  return event.ask === 'hang' ? new Promise(() => setInterval(() => {}, 1000)) : process.pid;
};`;

const RESOURCE: FunctionResource = {
  logicalId: 'Scan',
  name: 'scan',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:scan',
  roleArn: 'arn:aws:iam::000000000000:role/ScanRole',
  handler: 'index.handler',
  memoryMb: 512,
  // For a busy machine.
  timeoutSeconds: 20,
  environment: { IMAGE_BUCKET: 'yard' },
  logGroup: '/aws/lambda/scan',
  codeKey: 'code.zip',
  architecture: 'x64',
};

let codeFolder: string;
let log: string[];
let lambda: LambdaFunction;
beforeAll(() => {
  codeFolder = mkdtempSync(join(tmpdir(), 'lambda-'));
  writeFileSync(join(codeFolder, 'index.js'), HANDLER);
});
beforeEach(() => {
  log = [];
  lambda = newLambda(RESOURCE);
});
afterEach(() => lambda.crash());
afterAll(() => rmSync(codeFolder, { recursive: true, force: true }));

function newLambda(resource: FunctionResource): LambdaFunction {
  const onLog = (line: string) => void log.push(line);
  const options = { codeFolder, onLog, endpoint: 'http://127.0.0.1:1', region: 'us-east-1' };
  return new LambdaFunction(resource, { ...options, accessKeyId: 'ScanRole' });
}

it('runs in its own process and reuses it', async () => {
  const pid = await lambda.invoke({});
  expect(pid).not.toBe(process.pid);
  expect(await lambda.invoke({})).toBe(pid);
  expect(log).toEqual(['started']);
});

it('starts another process while the first is busy', async () => {
  const [one, other] = await Promise.all([lambda.invoke({}), lambda.invoke({})]);
  expect(one).not.toBe(other);
  expect(lambda.started).toBe(2);
});

it('sees the variables of the template and of Lambda only', async () => {
  const env = (await lambda.invoke({ ask: 'env' })) as Record<string, string>;
  expect(env).toMatchObject({
    IMAGE_BUCKET: 'yard',
    AWS_LAMBDA_FUNCTION_NAME: 'scan',
    AWS_ACCESS_KEY_ID: 'ScanRole',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  });
  expect(env).not.toHaveProperty('PATH');
  expect(env).not.toHaveProperty('HOME');
});

it('gets the memory and timeout of the template', async () => {
  expect(await lambda.invoke({ ask: 'flags' })).toContain('--max-old-space-size=460');
  expect(await lambda.invoke({ ask: 'time' })).toBeLessThanOrEqual(20_000);
});

it('reports what the handler throws', async () => {
  await expect(lambda.invoke({ ask: 'fail' })).rejects.toMatchObject({ errorType: 'RangeError' });
});

it('fails when the process dies, then starts another', async () => {
  const pid = await lambda.invoke({});
  await expect(lambda.invoke({ ask: 'die' })).rejects.toThrow('exited while handling');
  expect(await lambda.invoke({})).not.toBe(pid);
});

it('is killed when it times out', async () => {
  lambda = newLambda({ ...RESOURCE, timeoutSeconds: 1 });
  await expect(lambda.invoke({ ask: 'hang' })).rejects.toThrow('timed out after 1 s');
});
