import type { Page, Result, ResultStore, ResultWithoutText } from '@glyphwatch/domain';
import { invalid } from '../../../terminal/invalid.ts';
import type { Io } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { withPart } from '../../../with-part.ts';
import { printPage, printResult } from '../../results/print-results.ts';
import type { Filters } from '../../results/condition-of.ts';
import { eachResult } from '../../results/each-result.ts';
import { exportResults } from '../../results/export/export-results.ts';
import { fileUri } from '../../results/export/file-uri.ts';
import { forgetAll, type ForgettingPlace } from '../../results/forget/forget-all.ts';
import type { FilterOptions } from '../../results/options.ts';
import { purgeAll } from '../../results/purge/purge-all.ts';
import { toQuery, toSelection } from '../../results/to-query.ts';
import { STACK_RESULTS, stackContainer } from '../stack-container.ts';
import { searchResults } from './search-results.ts';
import type {
  AwsExportOptions,
  AwsForgetOptions,
  AwsListOptions,
  AwsPurgeOptions,
  AwsShowOptions,
} from './options.ts';

const nameOf = ({ imageId }: ResultWithoutText): string => imageId;

export async function runAwsResultsList(
  words: readonly string[] | undefined,
  options: AwsListOptions,
  io: Io,
): Promise<number> {
  const filters = await filtersThere(options);
  return withPart(STACK_RESULTS, stackContainer(options, io), async ({ store }) => {
    const { text, fragments, ...query } = toQuery(words, options, filters);
    const page =
      words === undefined
        ? await store.list(query)
        : reportSearched(await searchResults(store, { text, fragments }, query), io);
    const printed = { ...options, ...(words === undefined ? {} : { searched: words }) };
    return printPage(page, nameOf, printed, io);
  });
}

export async function runAwsResultsExport(options: AwsExportOptions, io: Io): Promise<number> {
  const selection = toSelection(options, await filtersThere(options));
  const naming = { nameOf, uriOf: (name: string) => `s3://${fileUri(name)}` };
  return withPart(STACK_RESULTS, stackContainer(options, io), ({ store }) =>
    exportResults(eachResult(store, selection), naming, options, io),
  );
}

/** Paths are keys, or bucket and key as `list` prints them; which channels there are, only the deployment knows. */
async function filtersThere({ path, channel }: FilterOptions): Promise<Filters> {
  const channels = channel === undefined ? {} : { channels: [channel] };
  if (path === undefined) return channels;
  const { compileGlob } = await import('../../results/globs.ts');
  const globs = [compileGlob(path), compileGlob(`${path}/**`)];
  const isNamed = ({ imageId, address }: ResultWithoutText): boolean =>
    globs.some((names) => names(address.key) || names(imageId));
  return { ...channels, isNamed };
}

/** DynamoDB has no word index, so the results read are what a search costs. */
function reportSearched(
  { read, ...page }: Page<Result> & { readonly read: number },
  { stderr }: Io,
): Page<Result> {
  stderr.write(`glyphwatch: searched ${count(read, 'result')}.\n`);
  return page;
}

export async function runAwsResultsShow(
  image: string,
  options: AwsShowOptions,
  io: Io,
): Promise<number> {
  return withPart(STACK_RESULTS, stackContainer(options, io), async ({ store, deployment }) => {
    const result = await findImage(store, image, deployment.outputs.Bucket);
    const naming = { nameOf, list: 'glyphwatch aws results list' };
    return printResult(image, result, naming, options, io);
  });
}

export async function runAwsResultsForget(
  keys: readonly string[],
  options: AwsForgetOptions,
  io: Io,
): Promise<number> {
  return withPart(STACK_RESULTS, stackContainer(options, io), async ({ store, deployment }) => {
    const doomed = new Set<string>();
    for (const key of keys) {
      const result = await findImage(store, key, deployment.outputs.Bucket);
      if (!result) {
        const named = `No result is stored for ${showName(key)}.`;
        throw invalid(`${named} List them with: glyphwatch aws results list`);
      }
      doomed.add(result.imageId);
    }
    return forgetAll(doomed, { results: store }, options, THERE, io);
  });
}

export async function runAwsResultsPurge(options: AwsPurgeOptions, io: Io): Promise<number> {
  const { olderThan, yes = false } = options;
  return withPart(STACK_RESULTS, stackContainer(options, io), ({ store: results, deliveries }) =>
    purgeAll(
      {
        store: { results, deliveries },
        before: Date.now() - olderThan,
        command: 'glyphwatch aws',
      },
      { yes },
      io,
    ),
  );
}

const THERE: ForgettingPlace = {
  command: 'glyphwatch aws',
  stays: 'Objects stay. When one is uploaded again, it is new, and is told again.',
  sendFirst: 'the sweep sends them',
  beyond:
    'messages already sent, uploads and messages in queues, logs, parts of texts over 400 KB that a function left when it died, and backups (tables can be restored to any second of 35 days)',
};

/** People paste what they see: a name from a list, an S3 address, or the key alone. */
async function findImage(
  store: Pick<ResultStore, 'find'>,
  image: string,
  bucket: string,
): Promise<Result | undefined> {
  const imageId = image.replace(/^s3:\/\//, '');
  return (await store.find(imageId)) ?? (await store.find(`${bucket}/${imageId}`));
}
