import type { Message } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from './options.ts';

/** Everything but the body, which may contain detected text. */
export interface DeadLetter {
  readonly queue: DeadLetterQueue;
  readonly messageId: string;
  /** `bucket/key` of the images that it is about; one S3 notification can name several. */
  readonly images: readonly string[];
  /** E.g. `Object Created`; `unreadable` if it does not come from S3, EventBridge or SNS. */
  readonly kind: string;
  readonly sentAt: string;
  readonly receives: number;
  /** Attributes in which EventBridge or SNS say why it is here, e.g. `ERROR_CODE`. */
  readonly reason: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html, and what SNS adds. */
const REASONS = [
  'ERROR_CODE',
  'ERROR_MESSAGE',
  'RULE_ARN',
  'TARGET_ARN',
  'EXHAUSTED_RETRY_CONDITION',
  'RETRY_ATTEMPTS',
  'ErrorCode',
  'ErrorMessage',
];

export function deadLetterOf(queue: DeadLetterQueue, message: Message): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} } = message;
  return {
    queue,
    messageId: MessageId,
    ...subjectOf(Body),
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    reason: Object.fromEntries(
      REASONS.flatMap((name) => {
        const value = MessageAttributes[name]?.StringValue;
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function subjectOf(body: string): Pick<DeadLetter, 'images' | 'kind'> {
  const message = parsed(body);
  const kind = message['detail-type'];
  if (typeof kind === 'string') return { kind, images: imagesOf([message['detail']]) };
  const { Records, TopicArn } = message;
  if (Array.isArray(Records)) {
    const names = [...new Set(Records.map((record) => fields(record)['eventName']))];
    return { kind: names.join(', '), images: imagesOf(Records.map(s3Of), decoded) };
  }
  if (typeof TopicArn === 'string') return { kind: 'message to a subscriber', images: [] };
  return { kind: `unreadable (${body.length} characters)`, images: [] };
}

/** Other events, such as the sweeper's schedule, do not belong in the upload queue. */
export function isUploadEvent(body: string): boolean {
  const { source, Records } = parsed(body);
  return source === 'aws.s3' || Array.isArray(Records);
}

function s3Of(record: unknown): unknown {
  return fields(record)['s3'];
}

function imagesOf(details: readonly unknown[], decode = (key: string): string => key): string[] {
  return details.flatMap((detail) => {
    const { bucket, object } = fields(detail);
    const [name, key] = [fields(bucket)['name'], fields(object)['key']];
    return typeof name === 'string' && typeof key === 'string' ? [`${name}/${decode(key)}`] : [];
  });
}

/** Only S3's own notifications form-encode keys; EventBridge events do not. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function parsed(body: string): Fields {
  try {
    return fields(JSON.parse(body));
  } catch {
    return {};
  }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
