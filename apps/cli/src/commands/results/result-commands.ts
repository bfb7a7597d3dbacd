import { Command } from 'commander';
import { revealOption, withQueryOptions } from '../shared-options.ts';

/** What differs between results on this machine and in a deployed pipeline. */
export interface ResultCommands<Options> {
  readonly description: string;
  readonly search: string;
  readonly show: string;
  readonly image: string;
  readonly withOptions: (command: Command) => Command;
  readonly runList: (text: string | undefined, options: Options) => Promise<void>;
  readonly runShow: (image: string, options: Options) => Promise<void>;
}

export function resultCommands<Options>(differences: ResultCommands<Options>): Command {
  const { description, search, show, image, runList, runShow } = differences;
  const command = (name: string): Command =>
    differences.withOptions(new Command(name)).addOption(revealOption());
  const list = withQueryOptions(command('list'))
    .description('list results, newest first')
    .action((options: Options) => runList(undefined, options));
  const searching = withQueryOptions(command('search'))
    .description(search)
    .argument('<word...>', 'words, in any case')
    .action((words: string[], options: Options) => runList(words.join(' '), options));
  const showing = command('show').description(show).argument('<image>', image).action(runShow);
  return new Command('results')
    .description(description)
    .addCommand(list)
    .addCommand(searching)
    .addCommand(showing);
}
