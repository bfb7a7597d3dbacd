import { type Deployment, describeDeployment } from './describe-deployment.ts';

function describeIt(more: Partial<Deployment> = {}): string {
  return describeDeployment({
    stack: 'Glyphwatch',
    outputs: { Bucket: 'yard', MetadataTable: 'ImageTextMetadata' },
    subscriptions: [],
    wanted: [],
    sampleKey: 'picture.png',
    problems: [],
    ...more,
  });
}

it('tells what was made and how to try it', () => {
  const text = describeIt();
  expect(text).toContain('Deployed Glyphwatch:\n  Bucket         yard\n');
  expect(text).toContain("aws s3 cp picture.png 's3://yard/picture.png'");
  expect(text).toContain(`--key '{"ImageID":{"S":"yard/picture.png"}}'`);
  expect(text).toContain('Nobody is told yet');
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

it('names the addresses of the settings file that SNS does not know', () => {
  const text = describeIt({
    wanted: ['Left@example.com', 'boss@example.com'],
    subscriptions: [{ endpoint: 'Boss@example.com', isConfirmed: true }],
  });
  expect(text).toMatch(/are not subscribed: (.|\n)*\n {2}Left@example\.com\n/);
  expect(text).not.toMatch(/Boss/i);
});

it('says so when everybody has confirmed', () => {
  const subscriptions = [{ endpoint: 'boss@example.com', isConfirmed: true }];
  expect(describeIt({ subscriptions, wanted: ['boss@example.com'] })).toContain(
    'Confirmed: all 1 subscriptions.',
  );
});

it('says what could not be found out instead of guessing', () => {
  const problems = ['who is subscribed: the topics are not known'];
  const text = describeIt({ outputs: {}, subscriptions: undefined, problems });
  expect(text).toContain('CloudFormation does not tell what it made.');
  expect(text).toContain('Not found out:\n  who is subscribed: the topics are not known');
  expect(text).toContain("'s3://<bucket>/picture.png'");
});
