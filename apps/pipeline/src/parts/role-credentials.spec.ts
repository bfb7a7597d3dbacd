import { defaultProvider, roleCredentials } from './role-credentials.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

it('gives what Lambda put into the environment', async () => {
  expect(roleCredentials({ ...KEYS, AWS_SESSION_TOKEN: 'token' })).toEqual({
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
  expect(roleCredentials(KEYS)).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
});

it.each(Object.keys(KEYS))('fails when %s is not set, and says who sets it', (name) => {
  expect(() => roleCredentials({ ...KEYS, [name]: '' })).toThrow(
    expect.objectContaining({ code: 'settings-invalid', message: expect.stringContaining(name) }),
  );
});

it('takes the place of the chain of the SDK', async () => {
  Object.assign(process.env, KEYS);
  expect(await defaultProvider()()).toMatchObject({ accessKeyId: 'id' });
});
