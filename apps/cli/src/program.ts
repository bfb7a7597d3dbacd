import { Command, type Option } from 'commander';
import { alertsCommand } from './commands/alerts/command.ts';
import { awsCommand } from './commands/aws/command.ts';
import { compareCommand } from './commands/compare/command.ts';
import { configCommand } from './commands/config/command.ts';
import { deliveriesCommand } from './commands/deliveries/command.ts';
import { HERE } from './commands/deliveries/place-here.ts';
import { doctorCommand } from './commands/doctor/command.ts';
import { holdCommand } from './commands/hold/command.ts';
import { initCommand } from './commands/init/command.ts';
import { notifyCommand } from './commands/notify/command.ts';
import { providersCommand } from './commands/providers/command.ts';
import { receiveCommand } from './commands/receive/command.ts';
import { resultsCommand } from './commands/results/command.ts';
import { rulesCommand } from './commands/rules/command.ts';
import { scanCommand } from './commands/scan/command.ts';
import { serveCommand } from './commands/serve/command.ts';
import { silenceCommand } from './commands/silence/command.ts';
import { watchCommand } from './commands/watch/command.ts';
import { type Exit, EXIT_CODES_HELP } from './terminal/exit-codes.ts';
import type { Io } from './terminal/io.ts';
import { escapeAllButNewlines } from './terminal/report-failure.ts';
import { version } from './version.ts';

/**
 * The whole command line. Only its shape is loaded here; what a command does is imported when it runs, so that
 * `--help` does not pay for OCR or the database.
 */
export function buildProgram(io: Io, exit: Exit): Command {
  const program = new Command('glyphwatch')
    .description('Finds the phrases you watch for in images. --debug shows what led to a failure.')
    .usage('[--version] [--help] <command>')
    .version(version())
    .option('--debug', 'show what led to a failure, after any command')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', HELP)
    .addHelpText('after', EXIT_CODES_HELP);
  const commands = [
    scanCommand,
    watchCommand,
    serveCommand,
    receiveCommand,
    resultsCommand,
    rulesCommand,
    (here: Io, end: Exit) => deliveriesCommand(HERE, here, end),
    (here: Io, end: Exit) => silenceCommand(HERE, here, end),
    (here: Io, end: Exit) => alertsCommand(HERE, here, end),
    (here: Io, end: Exit) => holdCommand(HERE, here, end),
    initCommand,
    notifyCommand,
    doctorCommand,
    providersCommand,
    compareCommand,
    configCommand,
    awsCommand,
  ];
  for (const command of commands) program.addCommand(command(io, exit));
  for (const command of everyCommand(program)) behave(command, io);
  return program;
}

const HELP = `
Examples:
  glyphwatch scan photos --rules watch-rules.yaml`;

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** `help scan` works, but the screen is full, and each command has --help. */
function withoutHelp({ commands }: Command): Command[] {
  return [...commands];
}

/** Choices in few words; the first is the default where there is one. */
function optionDescription(option: Option): string {
  const { argChoices, defaultValue, description } = option;
  if (argChoices) return `${description}: ${argChoices.join(', ')}`;
  const isShown = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  return isShown ? `${description} (default: ${defaultValue})` : description;
}

/** Without empty lines, and below a group only with the examples of the command that is asked about. */
function onOneScreen(command: Command, help: string): string {
  const lines = help.split('\n').filter((line) => line !== '');
  const isExample = (line: string): boolean => line.startsWith('  glyphwatch ');
  const own = examplesOf(command, lines.filter(isExample));
  const shown = lines.filter((line) => own.includes(line) || !isExample(line));
  return `${shown.join('\n')}\n`;
}

/** Or else those of the group around it. */
function examplesOf(command: Command, examples: readonly string[]): readonly string[] {
  const own = examples.filter((line) => line.startsWith(`  ${pathOf(command)} `));
  return own.length > 0 || !command.parent ? own : examplesOf(command.parent, examples);
}

function behave(command: Command, { stdout, stderr }: Io): void {
  command
    .configureHelp({
      optionDescription,
      visibleCommands: withoutHelp,
      // Its usage shows them.
      ...(command.parent ? {} : { visibleOptions: () => [] }),
    })
    .exitOverride()
    .showHelpAfterError(`(${pathOf(command)} --help shows all options)`)
    .configureOutput({
      writeOut: (text) => void stdout.write(onOneScreen(command, text)),
      writeErr: (text) => void stderr.write(escapeAllButNewlines(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
