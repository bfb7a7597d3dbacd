import type { Forecast, ReplayReport } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { compileWatchlist } from '@glyphwatch/watchlist';
import { buildContainer, REPLAY_WATCHLIST } from '../../../container.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { forecastRows } from './forecast-rows.ts';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { readValidRuleFile } from '../read-rule-file.ts';
import { invalid } from '../../../terminal/invalid.ts';
import type { ReplayOptions } from './options.ts';

export async function runRulesReplay(options: ReplayOptions, io: Io): Promise<number> {
  if (options.notify && !options.apply) {
    throw invalid(
      '--notify sends notifications for what --apply writes: give both, or neither for a forecast.',
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
  { apply, notify = false, since, until, rules }: ReplayOptions,
  io: Io,
): Promise<Forecast | ReplayReport> {
  const { hashKey } = config;
  const ruleSet = readValidRuleFile(rules, io.cwd);
  const watchlist = compileWatchlist(ruleSet, hashKey === undefined ? {} : { hashKey });
  const period = {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  // Without a settings file the forecast counts what the default channel would receive: every match.
  const container = buildContainer({ ...config, hasSettings: true }, io, { mustExist: true });
  return withPart(REPLAY_WATCHLIST, container, async (use) =>
    apply
      ? await use.replay(watchlist, { ...period, notify })
      : await use.forecast(watchlist, period),
  );
}
