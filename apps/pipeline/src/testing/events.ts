import type { SQSRecord } from 'aws-lambda';

export const BUCKET = 'yard';
/** Of an event that names none. */
export const ETAG = 'b1946ac9';

export interface ObjectEvent {
  readonly key?: string;
  readonly sequencer?: string;
  readonly etag?: string;
  readonly versionId?: string | undefined;
  readonly bucket?: string;
  /** ISO 8601. */
  readonly time?: string;
}

/** As in https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function eventBridgeEvent(
  {
    key = 'gate.png',
    sequencer = '617f08299329d189',
    etag = ETAG,
    versionId,
    bucket = BUCKET,
    time = '2026-01-01T00:00:00Z',
  }: ObjectEvent = {},
  more: Readonly<Record<string, unknown>> = {},
) {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time,
    region: 'eu-central-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      'event-version': '1.1',
      bucket: { name: bucket, 'aws-generated-tags': { 'aws:cloudformation:stack-name': 'x' } },
      object: { key, size: 5, etag, ...(versionId ? { 'version-id': versionId } : {}), sequencer },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason: 'PutObject',
    },
    ...more,
  };
}

export function deletedEvent(about: ObjectEvent, deletionType = 'Delete Marker Created') {
  const event = eventBridgeEvent(about, { 'detail-type': 'Object Deleted' });
  const { size: _s, ...object } = event.detail.object;
  return { ...event, detail: { ...event.detail, object, 'deletion-type': deletionType } };
}

/** As in https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function classicNotification(
  {
    key = 'gate.png',
    sequencer = '0055AED6DCD90281E5',
    etag = ETAG,
    versionId,
    bucket = BUCKET,
    time = '2026-01-01T00:00:00.500Z',
  }: ObjectEvent = {},
  eventName = 'ObjectCreated:Put',
) {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'eu-central-1',
        eventTime: time,
        eventName,
        userIdentity: { principalId: 'AWS:AIDA' },
        requestParameters: { sourceIPAddress: '1.2.3.4' },
        responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'uploads',
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: 'A3' },
            arn: `arn:aws:s3:::${bucket}`,
          },
          object: { key, size: 5, eTag: etag, ...(versionId ? { versionId } : {}), sequencer },
        },
      },
    ],
  };
}

/** A key as S3 encodes it in its own notifications. */
export function formEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

export function sqsRecord(body: unknown, messageId = 'm-1', receiveCount = 1): SQSRecord {
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '1767225600000',
      SenderId: 'AIDA',
      ApproximateFirstReceiveTimestamp: '1767225600000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:uploads',
    awsRegion: 'eu-central-1',
  };
}
