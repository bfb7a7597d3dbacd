import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { reportDeployment } from './report-deployment.ts';
import { readInfraSettings } from './settings.ts';
import { startCloudFormation } from './testing/cloudformation-endpoint.ts';
import { startLocalTopics } from './testing/local-topics.ts';

const TEMPLATE = {
  Outputs: {
    BucketOutput: { Value: { Ref: 'ImageBucket' } },
    TopicOutput: { Value: { Ref: 'MatchTopic' } },
    AlarmTopicOutput: { Value: { Ref: 'AlarmTopic' } },
  },
};

let sns: Awaited<ReturnType<typeof startLocalTopics>>;
beforeAll(async () => {
  sns = await startLocalTopics(['matches', 'alarms']);
});
afterAll(() => sns.close());

function settings(text: string) {
  return readInfraSettings(text, 'settings.yaml');
}

it('asks CloudFormation what was made and SNS who is subscribed to both topics', async () => {
  const [MatchTopic = '', AlarmTopic = ''] = sns.arns;
  await sns.subscribe(MatchTopic, 'email', 'guard@example.com');
  await sns.subscribe(AlarmTopic, 'email', 'ops@example.com');
  const stack = await startCloudFormation({
    resources: [{ ImageBucket: 'yard', MatchTopic, AlarmTopic }],
  });
  const wanted = 'subscribers: [{email: guard@example.com}]\noperators: [ops@example.com]\n';
  const text = await reportDeployment(
    { cloudFormation: stack.client, sns: sns.client },
    settings(`${wanted}uploads: { prefixes: [in/], suffixes: [.JPG] }`),
    TEMPLATE,
  );
  stack.close();
  expect(text).toContain('Confirmed: all 2 subscriptions.');
  expect(text).toContain("'s3://yard/in/picture.JPG'");
});

it('tells what it could not find out, for the deployment is done', async () => {
  const cloudFormation = new CloudFormationClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const text = await reportDeployment(
    { cloudFormation, sns: sns.client },
    settings('{}'),
    TEMPLATE,
  );
  cloudFormation.destroy();
  expect(text).toMatch(/Not found out:\n {2}what was made: .*ECONNREFUSED/);
  expect(text).toContain('who is subscribed: the topics are not known');
});
