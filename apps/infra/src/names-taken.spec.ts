import { adviceOnTakenNames } from './names-taken.ts';
import { readInfraSettings } from './settings.ts';

const settings = readInfraSettings('names: { topic: MyTopic }', 'settings.yaml');
const advice = (output: string) => adviceOnTakenNames(output, settings);

it.each([
  [
    'a bucket',
    'Glyphwatch | 3:12 | CREATE_FAILED | AWS::S3::Bucket | ImageBucket image-upload-bucket-1-eu-central-1 already exists',
    'image-upload-bucket (bucket.name)',
  ],
  [
    'a table',
    "Resource of type 'AWS::DynamoDB::Table' with identifier 'ImageTextMetadata' already exists.",
    'ImageTextMetadata (names.metadataTable)',
  ],
  [
    'a topic of one’s own name',
    'MyTopic already exists in stack arn:aws:cloudformation:eu-central-1:1:stack/Other/2',
    'MyTopic (names.topic)',
  ],
  [
    'a function',
    'Function already exist: TextDetectionLambda (Service: Lambda, Status Code: 409)',
    'TextDetectionLambda (names.function)',
  ],
])('says what to do when %s has the name', (_, line, named) => {
  const said = advice(`Deploying …\n${line}\nrolled back`);
  expect(said).toContain(`needs:\n  ${named}\n`);
  expect(said).toContain('--import-existing-resources');
  expect(said).toContain('`bucket.existing`');
});

it('says it without names where CloudFormation names none', () => {
  const line =
    'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]';
  expect(advice(line)).toContain('a name that the deployment needs.\n');
});

it('says nothing about other failures, although they name a resource', () => {
  expect(advice('ImageTextMetadata: AccessDenied, you are not authorized')).toBeUndefined();
});
