import {
  type ChannelParts,
  type ChannelProvider,
  provider,
  type Right,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';

export const sns: ChannelProvider = provider({
  name: 'sns',
  abilities: {
    ports: ['Notifier'],
    atMost: 10,
    summary: 'an SNS topic, for people',
    hosts: ['function'],
    limits: ['10 messages a second to one mailbox, from all functions together'],
    needs: ['subscribers who confirmed'],
  },
  settings: () =>
    z.strictObject({
      topicArn: z.string().check(z.regex(/^arn:[a-z-]+:sns:/, 'must be the ARN of a topic')),
    }),
  open: async (settings, { linkTo, locale }: ChannelParts) => {
    const { openSnsNotifier } = await import('./open.ts');
    return openSnsNotifier({ ...settings, linkTo, locale });
  },
});

export interface TopicArns {
  readonly arn: string;
  /** Of the KMS key that encrypts it, if it is your own. */
  readonly key?: string | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export function publishRights({ arn, key }: TopicArns): Right[] {
  const useKey = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return [
    { sid: 'TellPeople', actions: ['sns:Publish'], resources: [arn] },
    ...(key ? [{ sid: 'TopicKey', actions: useKey, resources: [key] }] : []),
  ];
}
