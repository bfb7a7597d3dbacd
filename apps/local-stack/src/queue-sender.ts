import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ANYBODY } from './emulators.ts';
import type { QueueResource } from './template/read-resources.ts';

/** Sends as AWS itself does: nobody's role is asked, the queue's policy was. */
export class QueueSender {
  readonly #queues: readonly QueueResource[];
  readonly #sqs: SQSClient;

  constructor(queues: readonly QueueResource[], endpoint: string, region: string) {
    this.#queues = queues;
    this.#sqs = new SQSClient({ endpoint, region, credentials: ANYBODY });
  }

  async send(
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<void> {
    const queue = this.#queues.find(({ arn }) => arn === queueArn);
    if (!queue) throw new Error(`There is no queue ${queueArn}.`);
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    );
    const message = { QueueUrl: queue.url, MessageBody: escapeAstral(body), MessageAttributes };
    await this.#sqs.send(new SendMessageCommand(message));
  }

  close(): void {
    this.#sqs.destroy();
  }
}

/** The SQS behind refuses emoji, which the real one takes; in JSON they can be written otherwise. */
function escapeAstral(body: string): string {
  return body.replace(/[\u{10000}-\u{10FFFF}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16)}`)
      .join(''),
  );
}
