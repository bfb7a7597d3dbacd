import type { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type {
  ImageAddress,
  ImageSource,
  LinkTo,
  Notifier,
  WatchlistSource,
} from '@glyphwatch/domain';
import type { AskObject } from '@glyphwatch/provider';
import type { MessageDelays } from './message-delays.ts';
import type { PipelineSettings } from './settings.ts';

/*
 * What the first event can do without: each is loaded with the SDK's client by the first call that needs it. `import()`
 * gives the same module to every caller, and `onFirstUse` the same adapter.
 */

/** Larger images are refused instead of being read into memory. */
const MAX_IMAGE_BYTES = 15 * 1024 * 1024;

export type OpenObjects = () => Promise<S3Client>;

type TopicSettings = Pick<PipelineSettings, 'TOPIC_ARN' | 'MESSAGES_PER_SECOND'>;
type RuleSettings = Pick<PipelineSettings, 'RULES_BUCKET' | 'RULES_KEY' | 'HASH_KEY_SECRET'>;

export async function openRules(
  objects: OpenObjects,
  { RULES_BUCKET: bucket, RULES_KEY: key, HASH_KEY_SECRET: secretId }: RuleSettings,
  onProblem: (problem: string) => void,
): Promise<WatchlistSource> {
  const [client, { S3WatchlistSource }] = await Promise.all([
    objects(),
    import('@glyphwatch/s3-watchlist-source'),
  ]);
  const hashKey = secretId === undefined ? {} : { hashKey: openHashKey(secretId) };
  return new S3WatchlistSource(client, { bucket, key, onProblem, ...hashKey });
}

/** Reads the key when the first sensitive rule asks for it, once; a failed read is repeated for the next that asks. */
export function openHashKey(secretId: string): () => Promise<string> {
  let key: string | undefined;
  return async () => {
    if (key !== undefined) return key;
    const { readSecret } = await import('./read-secret.ts');
    return (key = await readSecret(secretId));
  };
}

export async function openImage(objects: OpenObjects, address: ImageAddress): Promise<ImageSource> {
  const [client, { S3ImageSource }] = await Promise.all([
    objects(),
    import('@glyphwatch/s3-image-source'),
  ]);
  return new S3ImageSource(client, address, { maxBytes: MAX_IMAGE_BYTES });
}

export function openObjectCheck(objects: OpenObjects): AskObject {
  return async (address) => {
    const [client, { askObject }] = await Promise.all([objects(), import('./ask-object.ts')]);
    return askObject(client)(address);
  };
}

export async function openTopic(
  { TOPIC_ARN: topicArn, MESSAGES_PER_SECOND: messagesPerSecond }: TopicSettings,
  linkTo: LinkTo | undefined,
): Promise<Notifier> {
  const [{ SNSClient }, { SnsNotifier }] = await Promise.all([
    import('@aws-sdk/client-sns'),
    import('@glyphwatch/sns-notifier'),
  ]);
  const client = new SNSClient({ requestHandler: CLIENT_TIMEOUTS });
  const link = linkTo === undefined ? {} : { linkTo };
  return new SnsNotifier(client, { topicArn, messagesPerSecond, ...link });
}

export async function openBus(busName: string): Promise<Notifier> {
  const [{ EventBridgeClient }, { EventBridgeNotifier }] = await Promise.all([
    import('@aws-sdk/client-eventbridge'),
    import('@glyphwatch/eventbridge-notifier'),
  ]);
  const client = new EventBridgeClient({ requestHandler: CLIENT_TIMEOUTS });
  return new EventBridgeNotifier(client, { busName });
}

export async function openDelays(queueUrl: string): Promise<MessageDelays> {
  const { sqsMessageDelays } = await import('./message-delays.ts');
  return sqsMessageDelays(queueUrl);
}

/** One client for rules and images, so that they share connections; a failed import is tried again by the next caller. */
export function sharedObjects(): OpenObjects {
  let objects: Promise<S3Client> | undefined;
  return () =>
    (objects ??= import('@aws-sdk/client-s3').then(
      ({ S3Client }) => new S3Client({ requestHandler: CLIENT_TIMEOUTS }),
      (error: unknown) => {
        objects = undefined;
        throw error;
      },
    ));
}
