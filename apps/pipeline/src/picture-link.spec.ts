import { sampleNotification, sampleNotificationRule } from '@glyphwatch/domain/contracts';
import { pictureLink } from './picture-link.ts';
import { readSettings } from './settings.ts';
import { SETTINGS } from './testing/settings.ts';

const notification = sampleNotification({
  address: { bucket: 'my.yard', key: 'gate 1.jpg' },
  imageId: 'my.yard/gate 1.jpg',
});
const IN_S3_CONSOLE =
  'https://console.aws.amazon.com/s3/object/my.yard?region=eu-central-1&prefix=gate%201.jpg';

async function linkWith(env: Record<string, string>, about = notification) {
  const settings = readSettings({ ...SETTINGS, AWS_REGION: 'eu-central-1', ...env });
  return (await pictureLink(settings))?.(about);
}

it('opens the picture in the S3 console by default', async () => {
  expect(await linkWith({})).toEqual({ url: IN_S3_CONSOLE });
});

it('prefers the Glyphwatch console', async () => {
  const env = { CONSOLE_ADDRESS: 'https://watch.example', PICTURE_LINK: 'presigned' };
  expect(await linkWith(env)).toEqual({
    url: 'https://watch.example/image?id=my.yard%2Fgate+1.jpg',
  });
});

it('is absent if the settings say so', async () => {
  expect(await linkWith({ PICTURE_LINK: 'none' })).toBeUndefined();
});

describe('presigned', () => {
  const KEYS = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
  const before = KEYS.map((name) => [name, process.env[name]] as const);
  beforeAll(() => {
    for (const name of KEYS) process.env[name] = name === 'AWS_REGION' ? 'eu-central-1' : 'x';
  });
  afterAll(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('shows the picture itself, signed with the role’s credentials', async () => {
    const link = await linkWith({ PICTURE_LINK: 'presigned' });
    expect(link?.url).toMatch(
      /^https:\/\/s3\.eu-central-1\.amazonaws\.com\/my\.yard\/gate%201\.jpg\?.*X-Amz-Security-Token=x/,
    );
    expect(link?.validUntil).toBeDefined();
  });

  it('links sensitive matches to the S3 console', async () => {
    const rules = [sampleNotificationRule({ sensitive: true })];
    const link = await linkWith({ PICTURE_LINK: 'presigned' }, { ...notification, rules });
    expect(link).toEqual({ url: IN_S3_CONSOLE });
  });
});
