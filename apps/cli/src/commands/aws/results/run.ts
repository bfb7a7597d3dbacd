import { GlyphwatchError, type Page, type Result, type ResultStore } from '@glyphwatch/domain';
import type { AwsListOptions, AwsShowOptions } from './options.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { printPage, printResult } from '../../results/print-results.ts';
import { count, showName } from '../../../terminal/show.ts';
import { toQuery } from '../../results/to-query.ts';
import { STACK_RESULTS, stackContainer } from '../stack-container.ts';
import { searchResults } from './search-results.ts';

export async function runAwsResultsList(
  text: string | undefined,
  options: AwsListOptions,
  io: Io,
): Promise<number> {
  const { format, reveal = false } = options;
  return withPart(STACK_RESULTS, stackContainer(options, io), async ({ store }) => {
    const query = toQuery(undefined, options);
    const page =
      text === undefined
        ? await store.list(query)
        : reportSearched(await searchResults(store, text, query), io);
    await write(
      io.stdout,
      printPage(page, ({ imageId }) => imageId, { format, reveal }),
    );
    return EXIT.done;
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
  const { format, reveal = false } = options;
  return withPart(STACK_RESULTS, stackContainer(options, io), async ({ store, deployment }) => {
    const result = await findImage(store, image, deployment.parts.Bucket);
    if (!result) {
      throw new GlyphwatchError(
        'settings-invalid',
        `No result stored for ${showName(image)}. List them with: glyphwatch aws results list`,
      );
    }
    const { stdout } = io;
    await write(stdout, printResult(result.imageId, result, { format, reveal, stdout }));
    return EXIT.done;
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
