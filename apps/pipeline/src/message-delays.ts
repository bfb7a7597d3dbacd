import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

/** Postpones the next delivery of a message. Not a port: only SQS has receipt handles. */
export interface MessageDelays {
  delay(receiptHandle: string, seconds: number): Promise<void>;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function sqsMessageDelays(queueUrl: string): MessageDelays {
  const client = new SQSClient({ requestHandler: CLIENT_TIMEOUTS });
  return {
    async delay(receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}
