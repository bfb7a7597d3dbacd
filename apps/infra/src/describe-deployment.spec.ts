import { type Audience, describeDeployment } from './describe-deployment.ts';

const NOBODY: Audience = { subscriptions: [], wanted: [] };

function describeIt(
  matches: Partial<Audience> = {},
  alarms: Partial<Audience> = {},
  outputs: Readonly<Record<string, string>> = {},
): string {
  return describeDeployment({
    stack: 'Glyphwatch',
    outputs: { Bucket: 'yard', MetadataTable: 'ImageTextMetadata', ...outputs },
    audiences: { matches: { ...NOBODY, ...matches }, alarms: { ...NOBODY, ...alarms } },
    sampleKey: 'picture.png',
  });
}

it('lists what exists now and says how to try it', () => {
  const text = describeIt();
  expect(text).toContain('Deployed Glyphwatch:\n  Bucket         yard\n');
  expect(text).toContain("aws s3 cp picture.png 's3://yard/picture.png'");
  expect(text).toContain(`--key '{"ImageID":{"S":"yard/picture.png"}}'`);
  expect(text).toContain('Nobody is notified yet');
});

it('says so when nobody hears the alarms, whoever else has subscribed', () => {
  const subscriptions = [{ endpoint: 'boss@example.com', isConfirmed: true }];
  const unheard = 'Nobody hears the alarms: add `operators` to the settings file';
  expect(describeIt({ subscriptions })).toContain(unheard);
  expect(describeIt({ subscriptions }, { subscriptions })).not.toContain(unheard);
});

it('names an operator who hears of matches only', () => {
  const subscriptions = [{ endpoint: 'boss@example.com', isConfirmed: true }];
  const wanted = ['boss@example.com'];
  const text = describeIt({ subscriptions, wanted }, { wanted });
  expect(text).toContain('\n  boss@example.com (alarms)\n');
  expect(text).not.toContain('\n  boss@example.com\n');
});

it('names the addresses that still have to confirm', () => {
  const text = describeIt({
    wanted: ['guard@example.com', 'boss@example.com'],
    subscriptions: [
      { endpoint: 'guard@example.com', isConfirmed: false },
      { endpoint: 'boss@example.com', isConfirmed: true },
    ],
  });
  expect(text).toContain('\n  guard@example.com\n');
  expect(text).not.toContain('boss@example.com');
});

it('names the addresses of the settings file that are not subscribed', () => {
  const text = describeIt({
    wanted: ['Left@example.com', 'boss@example.com'],
    subscriptions: [{ endpoint: 'Boss@example.com', isConfirmed: true }],
  });
  expect(text).toMatch(/not subscribed: (.|\n)*\n {2}Left@example\.com\n/);
  expect(text).not.toMatch(/Boss/i);
});

it('says so when everybody has confirmed', () => {
  const subscriptions = [{ endpoint: 'boss@example.com', isConfirmed: true }];
  expect(describeIt({ subscriptions, wanted: ['boss@example.com'] })).toContain(
    'Subscriptions: 1, all confirmed.',
  );
});

it('says where the console is and how people get in, if there is one', () => {
  expect(describeIt()).not.toContain('console');
  const own = { ConsoleAddress: 'https://d1.cloudfront.net/' };
  expect(describeIt({}, {}, own)).toContain('Your issuer has to let people return');
  const text = describeIt({}, {}, { ...own, ConsoleUsers: 'eu_1' });
  expect(text).toContain('The console: https://d1.cloudfront.net/\n');
  expect(text).toContain('--user-pool-id eu_1 --username ann --group-name reviewer');
});
