import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isRecord } from '@glyphwatch/domain';

/** What the queue of `probe.ts` heard. */
export class ProbeQueue {
  /** Texts for people, from the topic. */
  readonly messages: string[] = [];
  /** Events for systems, from the bus. */
  readonly events: Readonly<Record<string, unknown>>[] = [];
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  /** Takes what is there, or comes within so many seconds. */
  async receive(seconds: number): Promise<void> {
    const QueueUrl = this.#url;
    const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds };
    const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) return;
    for (const { Body = '' } of Messages) this.#sort(JSON.parse(Body));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }

  #sort(body: unknown): void {
    if (!isRecord(body)) return;
    if (body['Type'] === 'Notification') this.messages.push(String(body['Message']));
    else this.events.push(body);
  }
}
