import type { Page, Result, ResultStore } from '@glyphwatch/domain';
import type { Io } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { withPart } from '../../../with-part.ts';
import { printPage, printResult } from '../../results/print-results.ts';
import { toQuery } from '../../results/to-query.ts';
import { STACK_RESULTS, stackContainer } from '../stack-container.ts';
import { searchResults } from './search-results.ts';
import type { AwsShowOptions, AwsListOptions } from './options.ts';

const nameOf = ({ imageId }: Result): string => imageId;

export async function runAwsResultsList(
  text: string | undefined,
  options: AwsListOptions,
  io: Io,
): Promise<number> {
  return withPart(STACK_RESULTS, stackContainer(options, io), async ({ store }) => {
    const query = toQuery(undefined, options);
    const page =
      text === undefined
        ? await store.list(query)
        : reportSearched(await searchResults(store, text, query), io);
    return printPage(page, nameOf, options, io);
  });
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

/** People paste what they see: a name from a list, an S3 address, or the key alone. */
async function findImage(
  store: Pick<ResultStore, 'find'>,
  image: string,
  bucket: string,
): Promise<Result | undefined> {
  const imageId = image.replace(/^s3:\/\//, '');
  return (await store.find(imageId)) ?? (await store.find(`${bucket}/${imageId}`));
}
