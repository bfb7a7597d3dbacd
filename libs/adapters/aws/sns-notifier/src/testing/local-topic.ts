import { SNSClient } from '@aws-sdk/client-sns';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { startFaultProxy, type FaultProxy } from '@glyphwatch/aws-failures/testing';
import { startFauxqs } from 'fauxqs';

export interface Received {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Record<string, { readonly Type: string; readonly Value: string }>;
}

export interface LocalTopic {
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly proxy: FaultProxy;
  /** What the subscriber received so far, oldest first. */
  received(): Received[];
  close(): Promise<void>;
}

/** A local topic with one subscriber, behind a fault proxy. */
export async function startLocalTopic(): Promise<LocalTopic> {
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  fauxqs.createQueue('subscriber');
  const { topicArn } = fauxqs.createTopic('topic');
  fauxqs.subscribe({ topic: 'topic', queue: 'subscriber' });
  const proxy = await startFaultProxy(`http://127.0.0.1:${fauxqs.port}`);
  const client = new SNSClient({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: CLIENT_TIMEOUTS,
  });
  return {
    client,
    topicArn,
    proxy,
    received: () =>
      (fauxqs.inspectQueue('subscriber')?.messages.ready ?? []).map(({ body }): Received =>
        JSON.parse(body),
      ),
    async close() {
      client.destroy();
      await proxy.close();
      await fauxqs.stop();
    },
  };
}

/** An error as SNS words it: its query protocol drops the suffix `Exception`. */
export function refusal(status: number, code: string, message = 'no') {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';
  const body = `<ErrorResponse xmlns="${namespace}">${error}<RequestId>r</RequestId></ErrorResponse>`;
  return () => ({ kind: 'answer', status, body }) as const;
}
