import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type { MessageDelays } from '../queue/message-delays.ts';
import { SqsMessageDelays } from './sqs-message-delays.ts';

export function openDelays(queueUrl: string): MessageDelays {
  return new SqsMessageDelays(new SQSClient({ requestHandler: CLIENT_TIMEOUTS }), { queueUrl });
}
