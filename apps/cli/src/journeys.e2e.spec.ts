import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DeployedPipeline, startDeployedPipeline } from './testing/cloud/deployed-pipeline.ts';
import { Shell } from './testing/in-shell.ts';

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
let shell: Shell;
let cloud: DeployedPipeline;
beforeAll(async () => {
  // Its address and credentials stand in the environment, as those of AWS do.
  cloud = await startDeployedPipeline();
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  cpSync(SAMPLES, folder, { recursive: true });
  shell = new Shell(folder);
  writeFileSync(join(folder, 'words.txt'), '# listed\nSAMPLE\nKEEP OUT\nDO NOT ENTER\n');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud.close();
});

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
      for (const line of text.trim().split('\n')) await shell.expectToWork(line);
    }
  },
  SLOW,
);
