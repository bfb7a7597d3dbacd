import { SNSClient } from '@aws-sdk/client-sns';
import { reportDeployment } from './report-deployment.ts';
import { readInfraSettings } from './settings.ts';
import { startLocalTopics } from './testing/local-topics.ts';

let sns: Awaited<ReturnType<typeof startLocalTopics>>;
beforeAll(async () => {
  sns = await startLocalTopics(['matches', 'alarms']);
});
afterAll(() => sns.close());

function report(client: SNSClient, settings: string): Promise<string> {
  const [TopicOutput = '', AlarmTopicOutput = ''] = sns.arns;
  const outputs = { BucketOutput: 'yard', MetadataTableOutput5F: 'Texts' };
  return reportDeployment(client, readInfraSettings(settings, 'settings.yaml'), {
    ...outputs,
    TopicOutput,
    AlarmTopicOutput,
  });
}

it('lists the outputs by their names, and the subscriptions to both topics', async () => {
  const [topic, alarmTopic] = sns.arns;
  await sns.subscribe(topic, 'email', 'guard@example.com');
  await sns.subscribe(alarmTopic, 'email', 'ops@example.com');
  const people = 'subscribers: [{email: guard@example.com}]\noperators: [ops@example.com]\n';
  const text = await report(sns.client, `${people}uploads: { prefixes: [in/], suffixes: [.JPG] }`);
  expect(text).toContain('  MetadataTable  Texts\n');
  expect(text).toContain('Subscriptions: 2, all confirmed.');
  expect(text).toContain("'s3://yard/in/picture.JPG'");
});

it('says why subscriptions could not be listed, because the deployment is done', async () => {
  const unreachable = new SNSClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const text = await report(unreachable, '{}');
  unreachable.destroy();
  expect(text).toMatch(/Subscriptions could not be listed: .*ECONNREFUSED/);
  expect(text).toContain("'s3://yard/picture.png'");
});
