import { Command, Option } from 'commander';
import {
  formatOption,
  revealOption,
  withFilterOptions,
  withQueryOptions,
} from '../shared-options.ts';
import { EXPORT_FORMATS } from './options.ts';

/** What differs between results on this machine and in a deployed pipeline. */
export interface ResultCommands<ListOptions, ExportOptions> {
  readonly description: string;
  readonly search: string;
  readonly show: string;
  readonly image: string;
  /** Options that say where results are. */
  readonly withPlace: (command: Command) => Command;
  readonly runList: (words: readonly string[] | undefined, options: ListOptions) => Promise<void>;
  readonly runShow: (image: string, options: ListOptions) => Promise<void>;
  readonly runExport: (options: ExportOptions) => Promise<void>;
}

export function resultCommands<ListOptions, ExportOptions>(
  differences: ResultCommands<ListOptions, ExportOptions>,
): Command {
  const { description, search, show, image, withPlace, runList, runShow, runExport } = differences;
  const command = (name: string): Command =>
    withPlace(new Command(name).addOption(formatOption())).addOption(revealOption());
  const list = withQueryOptions(command('list'))
    .description('list results, newest first')
    .action((options: ListOptions) => runList(undefined, options));
  const searching = withQueryOptions(command('search'))
    .description(search)
    .argument('<word...>', 'words, in any case')
    .option('--inside', 'also inside words, from 3 characters')
    .action((words: string[], options: ListOptions) => runList(words, options));
  const showing = command('show').description(show).argument('<image>', image).action(runShow);
  const format = new Option('-f, --format <format>', 'csv and sarif: a row for each match');
  const exporting = new Command('export')
    .description('write results to a file, without a limit')
    .addOption(format.choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('-o, --output <file>', 'the file; without one, standard output');
  withPlace(withFilterOptions(exporting)).addOption(revealOption()).action(runExport);
  return new Command('results')
    .description(description)
    .addCommand(list)
    .addCommand(searching)
    .addCommand(showing)
    .addCommand(exporting);
}
