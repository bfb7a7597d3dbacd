import {
  provider,
  type Right,
  type WatchlistParts,
  type WatchlistProvider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

export const s3: WatchlistProvider = provider({
  name: 's3',
  abilities: {
    ports: ['WatchlistSource'],
    summary: 'a rule file in S3, looked at by ETag once in a while',
    hosts: ['function'],
    limits: [],
  },
  settings: () => z.strictObject({ bucket: name, key: name, compiledKey: z.optional(name) }),
  open: async (settings, parts: WatchlistParts) => {
    const { openS3WatchlistSource } = await import('./open.ts');
    return openS3WatchlistSource({ ...settings, ...parts });
  },
});

/** `keyArn`: of the KMS key that encrypts the bucket, if it is your own. */
export function readRuleRights(objectArns: readonly string[], keyArn?: string): Right[] {
  return [
    { sid: 'Rules', actions: ['s3:GetObject'], resources: objectArns },
    ...(keyArn ? [{ sid: 'RuleKey', actions: ['kms:Decrypt'], resources: [keyArn] }] : []),
  ];
}

export interface HashKeyArns {
  readonly arn: string;
  /** Of the KMS key that encrypts the secret, if it is your own. */
  readonly keyArn?: string;
}

export function readHashKeyRights({ arn, keyArn }: HashKeyArns): Right[] {
  return [
    { sid: 'HashKey', actions: ['secretsmanager:GetSecretValue'], resources: [arn] },
    ...(keyArn ? [{ sid: 'HashKeyKey', actions: ['kms:Decrypt'], resources: [keyArn] }] : []),
  ];
}
