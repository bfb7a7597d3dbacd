import { placeOf } from './place-of.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const ENV = { AWS_REGION: 'eu-central-1', ...KEYS };

it('is where Lambda says that the function runs', () => {
  const { region, credentials, endpointOf } = placeOf(ENV);
  expect(region).toBe('eu-central-1');
  expect(endpointOf('dynamodb')).toBe('https://dynamodb.eu-central-1.amazonaws.com');
  expect(credentials()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
});

it('knows that China has another domain', () => {
  const { endpointOf } = placeOf({ ...ENV, AWS_REGION: 'cn-north-1' });
  expect(endpointOf('dynamodb')).toBe('https://dynamodb.cn-north-1.amazonaws.com.cn');
});

it('takes endpoints by the names that the SDK has for them', () => {
  const { endpointOf } = placeOf({
    ...ENV,
    AWS_ENDPOINT_URL: 'http://all',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://tables',
    AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://bus',
  });
  expect(['dynamodb', 'events', 'rekognition'].map(endpointOf)).toEqual([
    'http://tables',
    'http://bus',
    'http://all',
  ]);
});

it('fails without a region, and says who sets it', () => {
  expect(() => placeOf(KEYS)).toThrow(
    expect.objectContaining({ code: 'settings-invalid', message: expect.stringMatching(/Lambda/) }),
  );
});
