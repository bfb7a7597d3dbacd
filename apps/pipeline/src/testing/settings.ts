/** As infra sets them. */
export const SETTINGS = {
  IMAGE_BUCKET: 'yard',
  QUEUE_URL: 'http://127.0.0.1:1/000000000000/uploads',
  MAX_RECEIVE_COUNT: '20',
  METADATA_TABLE: 'ImageTextMetadata',
  MATCHES_TABLE: 'ImageTextMatches',
  DELIVERIES_TABLE: 'ImageTextDeliveries',
  ALERTS_TABLE: 'ImageTextAlerts',
  RULES_BUCKET: 'rules',
  RULES_KEY: 'watchlist.yaml',
  DETECTOR: '{"name":"rekognition"}',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:ImageTextDetectionTopic',
} as const;
