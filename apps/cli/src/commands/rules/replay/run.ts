import { existsSync } from 'node:fs';
import { GlyphwatchError, type Forecast, type ReplayReport } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { compileWatchlist } from '@glyphwatch/watchlist';
import type { ReplayOptions } from './options.ts';
import { buildContainer, DATABASE, REPLAY_WATCHLIST } from '../../../container.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { forecastRows } from './forecast-rows.ts';
import { showName } from '../../../terminal/show.ts';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { readSoundRuleFile } from '../read-rule-file.ts';

export async function runRulesReplay(options: ReplayOptions, io: Io): Promise<number> {
  if (options.notify && !options.apply) {
    throw new GlyphwatchError(
      'settings-invalid',
      '--notify tells people what --apply writes: give both, or neither for a forecast.',
    );
  }
  const config = readConfig(options, io);
  const report = await replay(config, options, io);
  const shown =
    options.format === 'json' ? `${printableJson(report)}\n` : forecastRows(report, options);
  await write(io.stdout, shown);
  return 'failures' in report && report.failures.length > 0 ? EXIT.failed : EXIT.done;
}

async function replay(
  config: Config,
  { apply, notify, since, until, rules }: ReplayOptions,
  io: Io,
): Promise<Forecast | ReplayReport> {
  if (!existsSync(config.store)) {
    throw new GlyphwatchError(
      'store-misconfigured',
      `Nothing is kept at ${showName(config.store)}. Scan images first, or name the store with --store.`,
    );
  }
  const { hashKey } = config.settings;
  const ruleSet = readSoundRuleFile(rules, io.cwd);
  const watchlist = compileWatchlist(ruleSet, hashKey === undefined ? {} : { hashKey });
  // Without settings the forecast asks what somebody who hears everything would hear.
  const channels = config.settings.channels;
  const container = buildContainer(
    { ...config, channels },
    {
      again: false,
      stderr: io.stderr,
      onRuleProblem: () => {},
      onUntold: () => {},
    },
  );
  const period = {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  try {
    const use = container.get(REPLAY_WATCHLIST);
    if (!apply) return await use.forecast(watchlist, period);
    return await use.replay(watchlist, { ...period, notify: notify ?? false });
  } finally {
    container.get(DATABASE).close();
  }
}
