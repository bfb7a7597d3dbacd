import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { startFauxqs } from 'fauxqs';

/** SNS on this machine, with these topics. */
export async function startLocalTopics(names: readonly string[]) {
  const fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const client = new SNSClient({
    endpoint: `http://127.0.0.1:${fauxqs.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const arns = names.map((name) => fauxqs.createTopic(name).topicArn);
  return {
    client,
    arns,
    async subscribe(TopicArn: string | undefined, Protocol: string, Endpoint: string) {
      await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
    },
    async close() {
      client.destroy();
      await fauxqs.stop();
    },
  };
}
