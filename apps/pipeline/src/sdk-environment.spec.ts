import https from 'node:https';
import type { Container } from 'inversify';
import { buildContainer, TOKENS } from './container.ts';
import { readSettings } from './settings.ts';
import { SETTINGS } from './testing/settings.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const before = { ...process.env };
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
});

type Call = (container: Container) => Promise<unknown>;

const findResult: Call = (container) => container.get(TOKENS.resultStore).find('yard/gate.png');
const detectText: Call = (container) => {
  const address = { bucket: 'yard', key: 'gate.png' };
  const read = () => Promise.reject(new Error('not read by address'));
  return container.get(TOKENS.textDetector).detectText({ address, read });
};

/** The host of every request that the function's client sends; none gets through. */
async function hostsAsked(
  env: Readonly<Record<string, string>>,
  call: Call = findResult,
): Promise<string[]> {
  Object.assign(process.env, { ...CREDENTIALS, AWS_MAX_ATTEMPTS: '1', ...env });
  const hosts: string[] = [];
  jest.spyOn(https, 'request').mockImplementation((options) => {
    hosts.push(String((options as https.RequestOptions).host));
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  });
  const container = buildContainer(readSettings(SETTINGS), () => undefined);
  await expect(call(container)).rejects.toMatchObject({
    code: expect.stringMatching(/^(store|detector)-unavailable$/),
  });
  return hosts;
}

it.each([
  [
    'FIPS endpoints',
    { AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'true' },
    'dynamodb-fips.us-east-1',
  ],
  [
    'dual-stack endpoints',
    { AWS_REGION: 'eu-central-1', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'eu-central-1.api.aws',
  ],
  ['other partitions', { AWS_REGION: 'cn-north-1' }, 'dynamodb.cn-north-1.amazonaws.com.cn'],
])('reaches %s as the SDK documents', async (_, env, host) => {
  expect(await hostsAsked(env)).toEqual([expect.stringContaining(host)]);
});

it.each([
  ['DynamoDB', findResult],
  ['Rekognition', detectText],
])('tries %s as often as AWS_MAX_ATTEMPTS says', async (_, call) => {
  const env = { AWS_REGION: 'eu-central-1', AWS_MAX_ATTEMPTS: '2' };
  expect(await hostsAsked(env, call)).toHaveLength(2);
});
