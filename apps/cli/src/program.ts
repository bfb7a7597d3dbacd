import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { awsCommand } from './commands/aws.ts';
import { initCommand } from './commands/init.ts';
import { resultsCommand } from './commands/results.ts';
import { rulesCommand } from './commands/rules.ts';
import { scanCommand } from './commands/scan.ts';
import { watchCommand } from './commands/watch.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import type { Io } from './io.ts';
import { escapeAllButNewlines } from './report-failure.ts';

/**
 * The whole command line. Only its shape is loaded here; what a command does is imported when it is called, so that
 * `--help` costs nothing of OCR or the database.
 */
export function buildProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command('glyphwatch')
    .description('Tells you which of your images contain the text you wait for.')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', HELP);
  const commands = [
    scanCommand,
    watchCommand,
    resultsCommand,
    rulesCommand,
    initCommand,
    awsCommand,
  ];
  for (const command of commands) program.addCommand(command(io, exit));
  for (const command of everyCommand(program)) behave(command, io);
  return program;
}

const HELP = `
Examples:
  glyphwatch init                                 write a commented rule file
  glyphwatch scan photos --rules watch-rules.yaml
  glyphwatch results list --status MATCHED
${EXIT_CODES_HELP}`;

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function behave(command: Command, { stdout, stderr }: Io): void {
  command
    .exitOverride()
    .showHelpAfterError(`(${pathOf(command)} --help shows what is possible)`)
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(escapeAllButNewlines(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function version(): string {
  const about: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return about.version;
}
