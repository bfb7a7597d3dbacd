import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, posix, resolve } from 'node:path';
import { writeCompiled } from '@glyphwatch/watchlist';
import { Aws, AssetStaging, FileAssetPackaging, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readRuleFiles, type RuleFile, type RuleFiles } from '../read-rule-files.ts';
import type { InfraSettings } from '../settings.ts';

export const DEFAULT_RULE_FILE = 'watchlist.yaml';

export interface RuleObjects {
  readonly bucket: string;
  /** The object that the function reads first. */
  readonly key: string;
  /** The same rules in compiled form, if there is one. */
  readonly compiledKey?: string;
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
    const { bucket, key, extended, compiled } = object;
    const keys = [key, ...extended, ...(compiled === undefined ? [] : [compiled])];
    const arns = keys.map((each) => arnOf(bucket, each));
    return { bucket, key, arns, ...(compiled === undefined ? {} : { compiledKey: compiled }) };
  }
  const read = readRuleFiles(resolve(folder, file));
  const [first, ...others] = read.files;
  const place = (each: RuleFile) => upload(scope, each, `rules-${read.version}`);
  const begin = place(first);
  const compiled = place(compiledFile(read));
  const places = [begin, ...others.map(place), compiled];
  const arns = places.map(({ bucket, key }) => arnOf(bucket, key));
  return { ...begin, compiledKey: compiled.key, arns };
}

/** Written where the deployment copies it from: a hundred thousand rules take seconds to compile, and a start must not. */
function compiledFile({ files, ruleSet }: RuleFiles): RuleFile {
  const [{ name }] = files;
  const path = join(mkdtempSync(join(tmpdir(), 'glyphwatch-rules-')), 'rules.gwlist');
  const sources = files.map((each) => ({
    path: each.name,
    sha256: sha256Of(readFileSync(each.path)),
  }));
  const compiled = writeCompiled(ruleSet, sources);
  writeFileSync(path, compiled);
  // An asset whose key exists is not uploaded again, but another version of this program compiles the same rules otherwise.
  return { path, name: `${name}.${sha256Of(compiled).slice(0, 16)}.gwlist` };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
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
