import { sampleNotification } from '@glyphwatch/domain/contracts';
import { s3ConsoleLink } from './s3-console-link.ts';

const address = { bucket: 'my.uploads', key: 'yard/gate.jpg' };

async function urlOf(changes: object = {}, region = 'eu-central-1'): Promise<string> {
  const notification = sampleNotification({ address: { ...address, ...changes } });
  return (await s3ConsoleLink(region)(notification))?.url ?? '';
}

it.each([
  ['eu-central-1', 'console.aws.amazon.com'],
  ['cn-north-1', 'console.amazonaws.cn'],
  ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
])('opens the object in the console of %s', async (region, host) => {
  expect(await urlOf({}, region)).toBe(
    `https://${host}/s3/object/my.uploads?region=${region}&prefix=yard%2Fgate.jpg`,
  );
});

it('names the version that matched', async () => {
  expect(await urlOf({ versionId: 'a.B_1' })).toMatch(/&versionId=a\.B_1$/);
});

it('percent-encodes the key', async () => {
  const key = 'a b+c&prefix=x#\r\n"<\u202e%41/../ü.jpg';
  const url = await urlOf({ key });
  expect(url).toMatch(/^[\w:/?=&%.*-]+$/);
  expect(url).toContain('prefix=a%20b%2Bc%26prefix%3Dx%23%0D%0A');
  expect(new URL(url).searchParams.get('prefix')).toBe(key);
});
