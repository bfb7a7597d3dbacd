import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRuleFile } from '@glyphwatch/watchlist';
import { CHANNELS } from '../../providers.ts';
import { readConfig } from '../../settings/read-config.ts';
import { readSettings } from '../../settings/read-settings.ts';
import { settingsSchema } from '../../settings/settings-schema.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { inTemporaryFolder } from '../../testing/run-command.ts';
import { initialSettings } from './initial-settings.ts';
import type { InitOptions } from './options.ts';
import { runInit } from './run.ts';

const SECRETS = {
  SMTP_USER: 'guard',
  SMTP_PASSWORD: 'secret',
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  SLACK_URL: 'https://hooks.slack.com/services/T0/B0/x',
  TEAMS_URL: 'https://flow.example/invoke?sig=x',
  NTFY_TOPIC: 'guards-4711',
  PAGERDUTY_KEY: 'R'.repeat(32),
  DISCORD_URL: 'https://discord.com/api/webhooks/1/x',
  TELEGRAM_TOKEN: `123456:${'A'.repeat(35)}`,
  EVENTS_URL: 'https://events.example/in',
  GLYPHWATCH_HASH_KEY: 'x'.repeat(32),
  MINIO_TOKEN: 'x'.repeat(32),
};

const CHANNEL_NAMES = [
  ...['desk', 'guards', 'systems', 'chat', 'night', 'office', 'telephone'],
  ...['duty', 'club', 'family', 'bus'],
];

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

async function init(cwd: string, file = 'watch-rules.yaml', options: InitOptions = {}) {
  const io = fakeIo({ cwd });
  expect(await runInit(file, options, io)).toBe(0);
  return io.out();
}

it('writes rules and settings that are in force in the folder, and keeps results out of git', () =>
  inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, '.gitignore'), 'node_modules');
    const said = await init(cwd, 'rules/gate one.yaml');
    expect(said).toContain("scan YOUR-FOLDER --rules 'rules/gate one.yaml'");
    const config = readConfig({}, { cwd, env: {} });
    expect(config).toMatchObject({
      settingsFile: join(cwd, 'glyphwatch.yaml'),
      rules: join(cwd, 'rules', 'gate one.yaml'),
    });
    const text = read(cwd, 'rules/gate one.yaml');
    expect(parseRuleFile(text, { name: 'rules' }).errors).toEqual([]);
    expect(read(cwd, '.gitignore')).toBe('node_modules\n.glyphwatch/\n');
  }));

it('changes nothing that exists, and overwrites it only with --force', () =>
  inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, 'watch-rules.yaml'), 'rules: []\n');
    writeFileSync(join(cwd, '.gitignore'), '/.glyphwatch\n');
    expect(await init(cwd)).toContain('watch-rules.yaml exists and was left as it is');
    expect(read(cwd, 'watch-rules.yaml')).toBe('rules: []\n');
    expect(read(cwd, '.gitignore')).toBe('/.glyphwatch\n');
    expect(await init(cwd, 'watch-rules.yaml', { force: true })).toContain('Wrote glyphwatch.yaml');
    expect(read(cwd, 'watch-rules.yaml')).toContain('keep-out');
  }));

it('does not hide the settings of a folder above', () =>
  inTemporaryFolder(async (above) => {
    const cwd = join(above, 'yard');
    mkdirSync(cwd);
    mkdirSync(join(above, '.git'));
    writeFileSync(join(above, 'glyphwatch.yaml'), 'store: all.db\n');
    expect(await init(cwd)).toContain(`${join(above, 'glyphwatch.yaml')} applies here, too`);
    expect(readdirSync(cwd)).toEqual(['watch-rules.yaml']);
  }));

it('asks on a terminal, and writes nothing if the answer is no', () =>
  inTemporaryFolder(async (cwd) => {
    const answer = async (input: string, options: InitOptions): Promise<string[]> => {
      const io = fakeIo({ cwd, input });
      Object.assign(io.stdin, { isTTY: true });
      Object.assign(io.stderr, { isTTY: true });
      await runInit('watch-rules.yaml', options, io);
      return readdirSync(cwd);
    };
    expect(await answer('n\n', {})).toEqual([]);
    expect(await answer('n\n', { yes: true })).toHaveLength(2);
  }));

describe('the settings file', () => {
  const everything = initialSettings('watch-rules.yaml')
    .replace(/^#(detector|storeFrom).*\n/gm, '')
    .replace(/^#(?! )/gm, '')
    .replace(/^#(?= {2})/gm, '');

  it('is valid with all of its examples in force', () => {
    const settings = readSettings(everything, {
      ...{ name: 'all', env: SECRETS, folder: '/' },
      use: 'receiving',
    });
    expect(settings.receive).toMatchObject({ minio: { buckets: ['scans'] } });
    expect(settings.channels.map(({ name }) => name)).toEqual(CHANNEL_NAMES);
  });

  it('shows every setting and every kind of channel', () => {
    const { $schema: _, storeFrom: _instead, ...shown } = settingsSchema({}, '/').shape;
    expect(initialSettings('watch-rules.yaml')).toContain('\n#storeFrom: ');
    for (const field of Object.keys(shown))
      expect(everything).toContain(`\n${field}: `.replace('channels: ', 'channels:'));
    const channels = CHANNELS.filter(({ abilities }) => abilities.hosts.includes('laptop'));
    for (const { name } of channels) expect(everything).toMatch(new RegExp(`: ${name}\\b`));
  });
});
