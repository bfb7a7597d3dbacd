import { buildContainer, RESULT_STORE } from '../../../container.ts';
import { readConfig } from '../../../settings/read-config.ts';
import type { Io } from '../../../terminal/io.ts';
import { withPart } from '../../../with-part.ts';
import { eachResult } from '../each-result.ts';
import { filtersHere } from '../filters-here.ts';
import type { ExportOptions } from '../options.ts';
import { shortNames } from '../run.ts';
import { toSelection } from '../to-query.ts';
import { fileUri } from './file-uri.ts';
import { exportResults } from './export-results.ts';

export async function runResultsExport(options: ExportOptions, io: Io): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  const selection = toSelection(options, await filtersHere(options, config, io.cwd));
  const naming = { nameOf: shortNames(io), uriOf: fileUri };
  return withPart(RESULT_STORE, buildContainer(config, io, 'read'), (store) =>
    exportResults(eachResult(store, selection), naming, options, io),
  );
}
