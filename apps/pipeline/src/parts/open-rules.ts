import type { S3Client } from '@aws-sdk/client-s3';
import type { WatchlistSource } from '@glyphwatch/domain';
import { S3WatchlistSource } from '@glyphwatch/s3-watchlist-source';
import type { PipelineSettings } from '../settings.ts';
import { hashKeyOf } from './hash-key.ts';

type RuleSettings = Pick<PipelineSettings, 'RULES_BUCKET' | 'RULES_KEY' | 'HASH_KEY_SECRET'>;

export function openRules(
  objects: Pick<S3Client, 'send'>,
  { RULES_BUCKET, RULES_KEY, HASH_KEY_SECRET }: RuleSettings,
  onProblem: (problem: string) => void,
): WatchlistSource {
  return new S3WatchlistSource(objects, {
    bucket: RULES_BUCKET,
    key: RULES_KEY,
    ...(HASH_KEY_SECRET ? { hashKey: hashKeyOf(HASH_KEY_SECRET) } : {}),
    onProblem,
  });
}
