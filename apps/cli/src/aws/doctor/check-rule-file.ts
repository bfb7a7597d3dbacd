import type { S3Client } from '@aws-sdk/client-s3';
import { GlyphwatchError, hasErrorCode } from '@glyphwatch/domain';
import { S3WatchlistSource } from '@glyphwatch/s3-watchlist-source';
import { statusOf } from '@glyphwatch/aws-failures';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, findingsOf } from './finding.ts';

const NOT_FOUND = 404;

/** Reads the rules as the function does. A file with mistakes leaves the last good rules in force, or none. */
export function checkRuleFile(client: S3Client, { scanFunction }: Examined): Check {
  const name = 'rules';
  const { ok, problem } = findingsOf(name);
  return {
    name,
    find: async () => {
      const { Environment: { Variables: { RULES_BUCKET = '', RULES_KEY = '' } = {} } = {} } =
        await scanFunction();
      const place = `s3://${RULES_BUCKET}/${RULES_KEY}`;
      const source = new S3WatchlistSource(client, {
        bucket: RULES_BUCKET,
        key: RULES_KEY,
        onProblem: () => {},
      });
      try {
        const { version } = await source.current();
        return [ok(`${place} has no mistakes (version ${version.slice(0, 12)})`)];
      } catch (error) {
        if (hasErrorCode(error, 'watchlist-invalid') && error instanceof Error) {
          return [
            problem(
              error.message,
              `aws s3 cp '${place}' rules.yaml && glyphwatch rules check rules.yaml`,
            ),
          ];
        }
        const cause = error instanceof GlyphwatchError ? error.cause : error;
        if (statusOf(cause) === NOT_FOUND) return [problem(`${place} is not there`, DEPLOY)];
        return ask('s3:GetObject', Promise.reject(cause));
      }
    },
  };
}
