import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAgainst } from '@glyphwatch/document-reader/environment';
import { failureOf } from '@glyphwatch/domain/contracts';
import { absolutePath, secretsFrom } from '@glyphwatch/provider';
import { googleVision } from './provider.ts';

const check = (input: object, env: Record<string, string> = {}) =>
  checkAgainst(input, googleVision.schema(secretsFrom(env), absolutePath));
const mistakesIn = (input: object, env?: Record<string, string>) =>
  (check(input, env).mistakes ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);

it.each([
  [{}, { GOOGLE_APPLICATION_CREDENTIALS: '/a.json' }, { credentialsFrom: '/a.json' }],
  [{ credentialsFrom: 'MINE' }, { MINE: '/b.json' }, { credentialsFrom: '/b.json' }],
  [{ keyFrom: 'KEY' }, { KEY: 'k' }, { keyFrom: 'k' }],
])('takes %j with %j', (input, env, settings) => {
  const { value, mistakes } = check(input, env);
  expect(mistakes).toBeUndefined();
  expect(value?.settings()).toMatchObject({ mode: 'scene', ...settings });
});

it.each([
  [{}, 'keyFrom is missing, and the environment variable GOOGLE_APPLICATION_CREDENTIALS'],
  [{ keyFrom: 'KEY' }, 'keyFrom names the environment variable KEY, which is not set'],
  [
    { credentialsFrom: 'MINE' },
    'credentialsFrom names the environment variable MINE, which is not set',
  ],
  [
    { keyFrom: 'AIza not a name' },
    'keyFrom must be the name of an environment variable, not its content',
  ],
  [{ location: 'europe' }, 'location'],
  [{ project: 'a/../b' }, 'project must be the id of a project'],
])('refuses %j', (input, message) => {
  expect(mistakesIn(input).join('\n')).toContain(message);
});

it('needs a project for a location, which a service account has', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = mkdtempSync(join(tmpdir(), 'google-'));
  try {
    const file = join(folder, 'account.json');
    const account = {
      type: 'service_account',
      client_email: 'watch@example.com',
      private_key_id: '1',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      project_id: 'my-project',
    };
    writeFileSync(file, JSON.stringify(account));
    const env = { KEY: 'k', ACCOUNT: file };
    const parts = { parallel: 1 };
    const withKey = check({ keyFrom: 'KEY', location: 'eu' }, env).value;
    await failureOf(withKey?.open(parts) ?? Promise.resolve(), 'detector-misconfigured');
    const withAccount = check({ credentialsFrom: 'ACCOUNT', location: 'eu' }, env).value;
    expect((await withAccount?.open(parts))?.identity).toBe(withAccount?.identity);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
