import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch, inTemporaryFolder } from '../../testing/run-command.ts';

it(
  'says what changed rules could change, without waiting for another image',
  () =>
    inTemporaryFolder(async (folder) => {
      const rules = (word: string) =>
        writeFileSync(join(folder, 'rules.yaml'), `rules: [{ id: gate, match: ${word} }]\n`);
      mkdirSync(join(folder, 'in'));
      writeFileSync(join(folder, 'in/gate.png'), await pngOf(['KEEP OUT']));
      rules('KEEP OUT');
      const act = (child: ChildProcess): void => {
        child.stdout?.once('data', () => rules('EXIT'));
        child.stderr?.on('data', (text: string) => {
          if (text.includes('the rules changed')) child.kill('SIGINT');
        });
      };
      const args = ['watch', 'in', '--rules', 'rules.yaml', '--store', 's.db', '--format', 'jsonl'];
      const { code, err } = await glyphwatch(args, { cwd: folder, onStart: act });
      expect(code).toBe(EXIT.interrupted);
      expect(err).toContain(
        'the rules changed; 1 stored result was matched by others. To see what would change: ' +
          'glyphwatch rules replay --rules "rules.yaml" --store "s.db"',
      );
    }),
  60_000,
);
