import { failureOf } from '@glyphwatch/domain/contracts';
import { bucketAddress } from './bucket-address.ts';

it.each([
  ['s3://pictures', { bucket: 'pictures', prefix: '' }],
  ['s3://pictures/', { bucket: 'pictures', prefix: '' }],
  ['s3://pictures/in//a b%20.png', { bucket: 'pictures', prefix: 'in//a b%20.png' }],
])('reads %s', (text, address) => {
  expect(bucketAddress(text)).toEqual(address);
});

it.each(['pictures', './s3://pictures', '/s3:/pictures', 'S3://pictures'])(
  'takes %s for something else',
  (text) => {
    expect(bucketAddress(text)).toBeUndefined();
  },
);

it.each(['s3://', 's3:///a', 's3://a?b/c', 's3://..', 's3://x@y/z'])('refuses %s', async (text) => {
  await failureOf((async () => bucketAddress(text))(), 'settings-invalid');
});
