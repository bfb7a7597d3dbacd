import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { formatProblems } from '@glyphwatch/settings';
import { parseRuleFile } from '@glyphwatch/watchlist';
import { Aws } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings.ts';

export const DEFAULT_RULE_FILE = 'watchlist.yaml';

export interface RuleObject {
  readonly bucket: string;
  readonly key: string;
  readonly arn: string;
}

/**
 * Where the function reads its rules. A file travels as an asset: uploaded by the deployment itself, under a key that
 * changes with its content, without a custom resource and in step with everything else; a rollback brings the old
 * rules back. A file with mistakes does not deploy.
 */
export function ruleObject(scope: Construct, folder: string, { rules }: InfraSettings): RuleObject {
  const { object } = rules;
  if (object) return { ...object, arn: arnOf(object.bucket, object.key) };
  const path = resolve(folder, rules.file ?? DEFAULT_RULE_FILE);
  refuseMistakes(path);
  const asset = new Asset(scope, 'RuleFile', { path });
  const { s3BucketName: bucket, s3ObjectKey: key } = asset;
  return { bucket, key, arn: arnOf(bucket, key) };
}

function arnOf(bucket: string, key: string): string {
  return `arn:${Aws.PARTITION}:s3:::${bucket}/${key}`;
}

function refuseMistakes(path: string): void {
  const { ruleSet, errors } = parseRuleFile(readFileSync(path, 'utf8'), { name: path });
  if (!ruleSet) throw new GlyphwatchError('watchlist-invalid', formatProblems(errors));
}
