import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type FaultProxy, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { hasErrorCode } from '@glyphwatch/domain';
import { keyInSecret } from './open.ts';
import { readSecret } from './read-secret.ts';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:hash-key-AbCdEf';

let service: FaultProxy;
let client: SecretsManagerClient;
beforeAll(async () => {
  service = await startFaultProxy('http://127.0.0.1:1');
  const caller = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  client = new SecretsManagerClient({ ...caller, endpoint: service.endpoint });
  Object.assign(process.env, {
    AWS_REGION: caller.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: service.endpoint,
  });
});
beforeEach(() => void (service.seen.length = 0));
afterAll(async () => {
  client.destroy();
  await service.close();
});

function answer(status: number, body: object): void {
  service.plan = () => ({ kind: 'answer', status, body: JSON.stringify(body) });
}

async function failure(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('is the text of the secret', async () => {
  answer(200, { SecretString: 'k3y' });
  expect(await readSecret(SECRET, client)).toBe('k3y');
  expect(service.seen).toEqual(['GetSecretValue']);
});

for (const [name, status, advice] of [
  ['AccessDeniedException', 400, 'secretsmanager:GetSecretValue'],
  ['ResourceNotFoundException', 400, 'Create it'],
  ['InternalServiceError', 500, 'Try again'],
] as const) {
  it(`fails on ${name} so that no rule is applied without its hashes`, async () => {
    answer(status, { __type: name, message: 'no' });
    const error = await failure(readSecret(SECRET, client));
    expect(hasErrorCode(error, 'watchlist-unavailable')).toBe(true);
    expect(String(error)).toContain(advice);
  });
}

it('is refused when there is no text in it', async () => {
  answer(200, { SecretBinary: 'AAAA' });
  expect(String(await failure(readSecret(SECRET, client)))).toContain('holds no text');
});

it('is read once, and again only after a failure', async () => {
  const key = keyInSecret(SECRET);
  answer(500, { __type: 'InternalServiceError' });
  expect(hasErrorCode(await failure(key()), 'watchlist-unavailable')).toBe(true);
  answer(200, { SecretString: 'k3y' });
  expect([await key(), await key()]).toEqual(['k3y', 'k3y']);
  expect(service.seen).toHaveLength(2);
});
