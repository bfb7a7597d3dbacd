/*
 * The function as tutorials write it: four clients at module level, detections stored as they come, no leases, no outbox, no
 * partial batch response. The baseline of cold-start.ts and warm.ts; never deployed.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DetectTextCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';

const rekognition = new RekognitionClient({});
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const sns = new SNSClient({});
const bus = new EventBridgeClient({});
const { METADATA_TABLE, TOPIC_ARN, EVENT_BUS_NAME, KEEP = 'detections' } = process.env;
const WATCHED = 'HELLO WATCH';

export const handler = async ({ Records }: SQSEvent): Promise<void> => {
  for (const record of Records) {
    const { bucket, object } = JSON.parse(record.body).detail;
    const imageId = `${bucket.name}/${object.key}`;
    const { TextDetections = [] } = await rekognition.send(
      new DetectTextCommand({ Image: { S3Object: { Bucket: bucket.name, Name: object.key } } }),
    );
    const lines = TextDetections.filter(({ Type }) => Type === 'LINE');
    const text = lines.map(({ DetectedText }) => DetectedText).join('\n');
    const isMatch = text.toUpperCase().includes(WATCHED);
    await documents.send(
      new PutCommand({
        TableName: METADATA_TABLE,
        Item: {
          ImageID: imageId,
          DetectedText: text,
          // Without them the handler has less to do than the pipeline, which stores positions and confidences.
          ...(KEEP === 'detections' ? { TextDetections } : {}),
          Status: isMatch ? 'MATCHED' : 'NO_MATCH',
          ProcessedAt: new Date().toISOString(),
        },
      }),
    );
    if (isMatch) {
      await sns.send(
        new PublishCommand({
          TopicArn: TOPIC_ARN,
          Subject: `Text found in ${object.key}`.slice(0, 100),
          Message: `${imageId} shows:\n\n${text}`,
        }),
      );
    }
    if (EVENT_BUS_NAME) {
      const Detail = JSON.stringify({ imageId, text, isMatch });
      const entry = { EventBusName: EVENT_BUS_NAME, Source: 'plain', DetailType: 'Image', Detail };
      await bus.send(new PutEventsCommand({ Entries: [entry] }));
    }
    console.log(JSON.stringify({ imageId, isMatch }));
  }
};
