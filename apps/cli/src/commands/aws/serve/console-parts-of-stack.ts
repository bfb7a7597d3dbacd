import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ConsoleParts } from '@glyphwatch/console-api';
import { isGlyphwatchError } from '@glyphwatch/domain';
import type { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { PictureViews } from '@glyphwatch/picture-views';
import { readObjectVersion } from '@glyphwatch/s3-image-source/read-object-version';
import { S3WatchlistSource } from '@glyphwatch/s3-watchlist-source';
import { logReveal } from '../../../serve/reveal-log.ts';
import type { Io } from '../../../terminal/io.ts';
import { version } from '../../../version.ts';
import type { Deployed } from '../deployed.ts';
import { readDetector } from '../doctor/examined.ts';
import type { AwsServeOptions } from './options.ts';

export interface StackToShow {
  readonly store: DynamoResultStore;
  readonly s3: S3Client;
  readonly deployed: Deployed;
}

const OWNER_ONLY = 0o700;

/** The console over the tables and the bucket of a stack. Its functions tell, and its rules are deployed, so both are only shown. */
export async function consolePartsOfStack(
  { store, s3, deployed }: StackToShow,
  { readOnly = false }: Pick<AwsServeOptions, 'readOnly'>,
  { cwd }: Io,
): Promise<ConsoleParts> {
  const { queries, reviews, deliveries } = store;
  const { deployment } = deployed;
  const { outputs, name, config } = deployment;
  const configuration = await deployed.scanFunction();
  const rules = rulesOf(s3, configuration.Environment?.Variables ?? {});
  const folder = join(cwd, '.glyphwatch');
  return {
    ...{ queries, reviews, results: store, deliveries, clock: Date.now, isReadOnly: readOnly },
    version: version(),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    views: new PictureViews({ read: (result) => readObjectVersion(s3, result) }),
    recordReveal: async (note) => {
      await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
      await logReveal(join(folder, 'reveals.jsonl'), note);
    },
    // Rules are deployed, not edited here; which there are, their file tells.
    ruleIds: async () => [],
    places: () => [{ name: outputs.Bucket, state: 'remote' }],
    about: async () => ({
      store: `${outputs.MetadataTable} of ${name} in ${config.region}`,
      detector: namesOf(configuration),
      ...(await rules()),
    }),
  };
}

/** The version in force, and what is wrong with the file as it is now. */
function rulesOf(
  s3: S3Client,
  { RULES_BUCKET: bucket = '', RULES_KEY: key = '' }: Readonly<Record<string, string>>,
) {
  const problems = new Set<string>();
  const onProblem = (problem: string) => void problems.add(problem);
  const source = new S3WatchlistSource(s3, { bucket, key, onProblem });
  return async (): Promise<{ rulesVersion?: string; problems: string[] }> => {
    problems.clear();
    try {
      const { version: rulesVersion } = await source.current();
      return { rulesVersion, problems: [...problems] };
    } catch (error) {
      if (!isGlyphwatchError(error)) throw error;
      return { problems: [...problems, error.message] };
    }
  };
}

/** The doctor says what is wrong with settings that cannot be read. */
function namesOf(configuration: FunctionConfiguration): string {
  const { value } = readDetector(configuration);
  if (!value) return 'unknown';
  return [value.first, value.whenTruncated].flatMap((one) => one?.name ?? []).join(', ');
}
