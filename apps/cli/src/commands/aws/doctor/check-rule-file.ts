import { statusOf } from '@glyphwatch/aws-failures';
import { hasErrorCode } from '@glyphwatch/domain';
import { S3WatchlistSource } from '@glyphwatch/s3-watchlist-source';
import { shellWord } from '../../../terminal/shell-word.ts';
import { askThrough } from '../ask.ts';
import type { Examined } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

const NOT_FOUND = 404;

/** With mistakes in the file, running functions keep their last good rules, and new ones have none. */
export async function checkRuleFile({ clients, scanFunction }: Examined, say: Say) {
  const { Environment } = await scanFunction();
  const { RULES_BUCKET: bucket = '', RULES_KEY: key = '' } = Environment?.Variables ?? {};
  const place = `s3://${bucket}/${key}`;
  const source = new S3WatchlistSource(clients.s3, { bucket, key, onProblem: () => {} });
  try {
    const { version } = await askThrough('s3:GetObject', source.current());
    return say.ok(`${place} has no mistakes (version ${version.slice(0, 12)})`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (hasErrorCode(error, 'watchlist-invalid')) {
      const fetch = `aws s3 cp ${shellWord(place)} rules.yaml`;
      return say.problem(error.message, `${fetch} && glyphwatch rules check rules.yaml`);
    }
    if (statusOf(error.cause) === NOT_FOUND) return say.problem(`${place} does not exist`, DEPLOY);
    throw error;
  }
}
