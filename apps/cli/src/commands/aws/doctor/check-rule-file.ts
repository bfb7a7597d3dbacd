import type { S3Client } from '@aws-sdk/client-s3';
import { statusOf } from '@glyphwatch/aws-failures';
import { hasErrorCode } from '@glyphwatch/domain';
import { S3WatchlistSource } from '@glyphwatch/s3-watchlist-source';
import { askThrough } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';
import { shellWord } from '../../../terminal/shell-word.ts';

const NOT_FOUND = 404;

/** With mistakes in the file, running functions keep their last good rules, and new ones have none. */
export function checkRuleFile(client: S3Client, { scanFunction }: Examined): Check {
  const name = 'rules';
  const { ok, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const { Environment } = await scanFunction();
    const { RULES_BUCKET: bucket = '', RULES_KEY: key = '' } = Environment?.Variables ?? {};
    const place = `s3://${bucket}/${key}`;
    const source = new S3WatchlistSource(client, { bucket, key, onProblem: () => {} });
    try {
      const { version } = await askThrough('s3:GetObject', source.current());
      return [ok(`${place} has no mistakes (version ${version.slice(0, 12)})`)];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (hasErrorCode(error, 'watchlist-invalid')) {
        const fetch = `aws s3 cp ${shellWord(place)} rules.yaml`;
        return [problem(error.message, `${fetch} && glyphwatch rules check rules.yaml`)];
      }
      if (statusOf(error.cause) === NOT_FOUND) return [problem(`${place} does not exist`, DEPLOY)];
      throw error;
    }
  };
  return { name, find };
}
