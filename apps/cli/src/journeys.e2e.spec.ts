import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT } from './terminal/exit-codes.ts';
import { type DeployedPipeline, startDeployedPipeline } from './testing/cloud/deployed-pipeline.ts';
import { COMMAND } from './testing/run-command.ts';

const SLOW = 180_000;
const PAGE = readFileSync(resolve(__dirname, '../WHO-IS-IT-FOR.md'), 'utf8');
const SAMPLES = resolve(__dirname, '../samples');

interface Block {
  readonly language: string;
  readonly text: string;
}

const journeys = PAGE.split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split('\n')[0] ?? '',
    blocks: [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', text = '']): Block => ({ language, text }),
    ),
  }));

let folder: string;
let cloud: DeployedPipeline;
beforeAll(async () => {
  // Its address and credentials stand in the environment, as those of AWS do.
  cloud = await startDeployedPipeline();
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  cpSync(SAMPLES, folder, { recursive: true });
  mkdirSync(join(folder, 'bin'));
  const shim = `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
  writeFileSync(join(folder, 'bin/glyphwatch'), shim, { mode: 0o755 });
  writeFileSync(join(folder, 'words.txt'), '# listed\nSAMPLE\nKEEP OUT\nDO NOT ENTER\n');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud.close();
});

/** Runs a line as a shell would; one that watches is stopped once it does. */
function inShell(line: string): Promise<{ code: number | null; said: string }> {
  return new Promise((done) => {
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
    const script = isWatch(line) ? `exec ${line}` : line;
    const child = spawn('sh', ['-c', script], { cwd: folder, env });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (text.includes('Ctrl-C stops')) child.kill('SIGINT');
    });
    child.on('close', (code) => done({ code, said }));
  });
}

function isWatch(line: string): boolean {
  return line.startsWith('glyphwatch watch');
}

it('has four journeys', () => {
  expect(journeys).toHaveLength(4);
  for (const { blocks } of journeys) expect(blocks.at(-1)?.language).toBe('sh');
});

it.each(journeys)(
  '$title: every command works as it stands',
  async ({ blocks }) => {
    for (const { language, text } of blocks) {
      const [, file] = /^# (\S+\.yaml)\n/.exec(text) ?? [];
      if (language === 'yaml' && file !== undefined) writeFileSync(join(folder, file), text);
      if (language !== 'sh') continue;
      for (const line of text.trim().split('\n')) {
        const expected = isWatch(line) ? EXIT.interrupted : EXIT.done;
        const { code, said } = await inShell(line);
        expect({ line, code, said: code === expected ? '' : said }).toEqual({
          line,
          code: expected,
          said: '',
        });
      }
    }
  },
  SLOW,
);
