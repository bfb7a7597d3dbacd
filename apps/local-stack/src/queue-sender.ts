import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ANY_CREDENTIALS } from './emulators.ts';
import type { QueueResource } from './template/read-resources.ts';

/** Sends as an AWS service does: the queue's policy has been checked, and no role is needed. */
export function queueSender(queues: readonly QueueResource[], endpoint: string, region: string) {
  const sqs = new SQSClient({ endpoint, region, credentials: ANY_CREDENTIALS });
  return {
    send: async (queueArn: string, body: string, attributes: Readonly<Record<string, string>>) => {
      const queue = queues.find(({ arn }) => arn === queueArn);
      if (!queue) throw new Error(`There is no queue ${queueArn}.`);
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]),
      );
      const message = { QueueUrl: queue.url, MessageBody: escapeAstral(body), MessageAttributes };
      await sqs.send(new SendMessageCommand(message));
    },
    close: () => sqs.destroy(),
  };
}

/** The SQS emulator rejects emoji, which real SQS takes; JSON can escape them. */
function escapeAstral(body: string): string {
  return body.replace(/[\u{10000}-\u{10FFFF}]/gu, (character) =>
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`),
  );
}
