import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { checkCommand } from './check/command.ts';
import { compileCommand } from './compile/command.ts';
import { replayCommand } from './replay/command.ts';
import { testCommand } from './test/command.ts';

export function rulesCommand(io: Io, exit: Exit): Command {
  return new Command('rules')
    .summary('check, test, replay, compile')
    .description('write rules you can trust: check, test, replay, compile')
    .addCommand(checkCommand(io, exit))
    .addCommand(testCommand(io, exit))
    .addCommand(replayCommand(io, exit))
    .addCommand(compileCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

const HELP = `
Examples:
  glyphwatch rules check watch-rules.yaml
  echo 'KEEP 0UT' | glyphwatch rules test watch-rules.yaml --text -
  glyphwatch rules test watch-rules.yaml --image photos/gate.jpg
  glyphwatch rules test watch-rules.yaml --stored photos/gate.jpg --format json
  glyphwatch rules replay --rules new-rules.yaml --since 30d
  glyphwatch rules compile watch-rules.yaml -o watch-rules.gwlist

rules test exits with 0 whether or not something matched.`;
