import { extname, posix, resolve } from 'node:path';
import { Aws, AssetStaging, FileAssetPackaging, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readRuleFiles, type RuleFile } from '../read-rule-files.ts';
import type { InfraSettings } from '../settings.ts';

export const DEFAULT_RULE_FILE = 'watchlist.yaml';

export interface RuleObjects {
  readonly bucket: string;
  /** The object that the function reads first. */
  readonly key: string;
  /** Every object that it reads. */
  readonly arns: readonly string[];
}

/**
 * Where the function reads its rules. Rule files are assets: the deployment uploads them below a prefix that changes
 * with their content, without a custom resource, and a rollback brings the old rules back. They keep their relative
 * paths, so that each finds those it extends. Files with mistakes do not deploy.
 */
export function ruleObjects(
  scope: Construct,
  folder: string,
  { rules: { object, file = DEFAULT_RULE_FILE } }: InfraSettings,
): RuleObjects {
  if (object) {
    const { bucket, key, extended } = object;
    return { bucket, key, arns: [key, ...extended].map((each) => arnOf(bucket, each)) };
  }
  const {
    files: [first, ...others],
    version,
  } = readRuleFiles(resolve(folder, file));
  const place = (each: RuleFile) => upload(scope, each, `rules-${version}`);
  const begin = place(first);
  const places = [begin, ...others.map(place)];
  return { ...begin, arns: places.map(({ bucket, key }) => arnOf(bucket, key)) };
}

function upload(
  scope: Construct,
  { path, name }: RuleFile,
  prefix: string,
): { readonly bucket: string; readonly key: string } {
  const staging = new AssetStaging(scope, `Rules ${name.replaceAll('/', ' ')}`, {
    sourcePath: path,
  });
  const stack = Stack.of(scope);
  // The key is this hash plus the file's extension.
  const sourceHash = posix.join(prefix, name.slice(0, name.length - extname(name).length));
  const { bucketName: bucket, objectKey: key } = stack.synthesizer.addFileAsset({
    fileName: staging.relativeStagedPath(stack),
    packaging: FileAssetPackaging.FILE,
    sourceHash,
    displayName: `Rules ${name}`,
  });
  return { bucket, key };
}

function arnOf(bucket: string, key: string): string {
  return `arn:${Aws.PARTITION}:s3:::${bucket}/${key}`;
}
