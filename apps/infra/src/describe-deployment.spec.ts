import { describeDeployment, outputsOf } from './describe-deployment.ts';

const outputs = outputsOf({
  Glyphwatch: { BucketOutput: 'yard', MetadataTableOutput: 'ImageTextMetadata' },
});

it('tells what was made and how to try it', () => {
  const text = describeDeployment(outputs, []);
  expect(text).toContain('Bucket         yard\n');
  expect(text).toContain('aws s3 cp photo.png s3://yard/photo.png');
  expect(text).toContain('Nobody is told yet');
});

it('names the addresses that still have to confirm', () => {
  const text = describeDeployment(outputs, [
    { endpoint: 'guard@example.com', isConfirmed: false },
    { endpoint: 'boss@example.com', isConfirmed: true },
  ]);
  expect(text).toContain('\n  guard@example.com\n');
  expect(text).not.toContain('boss@example.com');
});

it('says so when everybody has confirmed', () => {
  const confirmed = [{ endpoint: 'boss@example.com', isConfirmed: true }];
  expect(describeDeployment(outputs, confirmed)).toContain('All 1 subscriptions are confirmed.');
});
