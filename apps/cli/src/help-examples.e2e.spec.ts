import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleDelivery } from '@glyphwatch/domain/contracts';
import type { Command } from 'commander';
import { buildProgram } from './program.ts';
import { type DeployedPipeline, startDeployedPipeline } from './testing/cloud/deployed-pipeline.ts';
import { fakeIo } from './testing/fake-io.ts';
import { Shell } from './testing/in-shell.ts';
import { pngOf } from './testing/picture.ts';

const SLOW = 300_000;

let folder: string;
let cloud: DeployedPipeline;
beforeAll(async () => {
  // Its address and credentials stand in the environment, as those of AWS do.
  cloud = await startDeployedPipeline();
  cloud.fauxqs.createBucket('scans');
  const told = sampleDelivery(
    { channel: 'mail' },
    { ruleIds: ['gate'], imageId: 'photos/gate.png' },
  );
  await cloud.store.deliveries.add([told]);
  await cloud.store.deliveries.end('mail', [told.id], { state: 'told' });
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  const [gate, tree] = [await pngOf(['KEEP OUT']), await pngOf(['HELLO WORLD'])];
  const put = (name: string, content: string | Buffer): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const name of ['photos/gate.png', 'photos/gate.jpg', 'inbox/gate.png']) put(name, gate);
  for (const name of ['photos/old/tree.png', 'shots/today/tree.png', '-odd-name.jpg'])
    put(name, tree);
  put('watch-rules.yaml', 'rules:\n  - id: gate\n    match: KEEP OUT\n');
  put('new-rules.yaml', 'rules:\n  - id: tree\n    match: HELLO WORLD\n');
  put('receive.yaml', 'receive: { minio: { buckets: [scans] } }\n');
  put('glyphwatch.yaml', 'rules: watch-rules.yaml\nchannels: { desk: console }\n');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud.close();
});

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The lines below "Examples:" in the help of any command, each once, without what explains them. */
function examples(): string[] {
  const lines = everyCommand(buildProgram(fakeIo(), () => {})).flatMap((command) => {
    const path: string[] = [];
    for (let one: Command | null = command; one?.parent; one = one.parent) path.unshift(one.name());
    const io = fakeIo();
    const program = buildProgram(io, () => {});
    expect(() => program.parse([...path, '--help'], { from: 'user' })).toThrow();
    const [, shown = ''] = io.out().split('Examples:\n');
    const [, indented = ''] = /^((?: {2}.*\n)*)/.exec(shown) ?? [];
    return indented.split('\n');
  });
  const commands = lines.map((line) => line.trim().split(/ {3,}/)[0] ?? '');
  return [...new Set(commands)].filter((line) => line !== '');
}

it(
  'every example works as it stands, in the order of the commands',
  async () => {
    const shell = new Shell(folder);
    const lines = examples();
    expect(lines.length).toBeGreaterThan(25);
    const here = (line: string) => line.replace('http://127.0.0.1:9000', cloud.endpoint);
    for (const line of lines) await shell.expectToWork(here(line));
  },
  SLOW,
);
