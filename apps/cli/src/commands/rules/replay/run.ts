import { randomUUID } from 'node:crypto';
import type { Forecast, Replay, ReplayReport } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { compileWatchlist } from '@glyphwatch/watchlist';
import { buildContainer, REPLAY_WATCHLIST } from '../../../container.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../../terminal/interrupt.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { forecastRows } from './forecast-rows.ts';
import { checksFor } from '../../../settings/checks-of-rules.ts';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { readSettings } from '../../../settings/read-settings.ts';
import { chosenRules, readValidRuleFile } from '../read-rule-file.ts';
import { invalid } from '../../../terminal/invalid.ts';
import type { ReplayOptions } from './options.ts';

export async function runRulesReplay(options: ReplayOptions, io: Io): Promise<number> {
  if (options.notify && !options.apply) {
    throw invalid(
      '--notify sends notifications for what --apply writes: give both, or neither for a forecast.',
    );
  }
  // A forecast changes and sends nothing, so it needs no secrets.
  const config = readConfig(options, io, [], options.apply ? 'sending' : 'looking');
  if (options.notify && config.channels.length === 0) {
    throw invalid('The settings name no channel, so --notify would tell nobody. Add one.');
  }
  const statusLine = new StatusLine(io.stderr, Date.now);
  const { signal, release } = abortOnInterrupt(() => statusLine.say('stopping after this image'));
  const progress = {
    signal,
    onWaiting: (images: number) => statusLine.say(waitingText(images)),
    onTotal: (images: number) => statusLine.expect(images),
    onImage: () => statusLine.advance(),
  };
  const report = await replay(config, options, io, progress).finally(release);
  statusLine.clear();
  const shown =
    options.format === 'json' ? `${printableJson(report)}\n` : forecastRows(report, options);
  await write(io.stdout, shown);
  if (signal.aborted) {
    statusLine.say('stopped: older results were not looked at. Run the same command again.');
    return EXIT.interrupted;
  }
  return 'untold' in report && report.untold.length > 0 ? EXIT.failed : EXIT.done;
}

async function replay(
  config: Config,
  options: ReplayOptions,
  io: Io,
  { onWaiting, ...progress }: Pick<Replay, 'signal' | 'onTotal' | 'onImage' | 'onWaiting'>,
): Promise<Forecast | ReplayReport> {
  const { apply, notify = false, since, until } = options;
  const run = { id: randomUUID(), name: 'replay' };
  const { hashKey, timezone: zone } = config;
  const ruleSet = readValidRuleFile(chosenRules(options.rules, config), io.cwd, checksFor(config));
  const watchlist = compileWatchlist(ruleSet, { hashKey, zone });
  const selection = {
    ...progress,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  const container = apply
    ? buildContainer(config, io, 'change')
    : buildContainer(withSomeChannel(config), io, 'read');
  return withPart(REPLAY_WATCHLIST, container, async (use) =>
    apply
      ? await use.replay(watchlist, {
          ...{ ...selection, ...(onWaiting ? { onWaiting } : {}) },
          ...(notify ? { notify: run } : {}),
        })
      : await use.forecast(watchlist, selection),
  );
}

function waitingText(images: number): string {
  return `waiting for ${count(images, 'image')} that another run is reading; press Ctrl-C to leave them out`;
}

/** Without channels, a forecast counts what a default channel would receive: every match. */
function withSomeChannel(config: Config): Config {
  if (config.channels.length > 0) return config;
  const origin = { name: '', env: {}, folder: config.storeFolder };
  return { ...config, channels: readSettings('channels: { anyone: console }', origin).channels };
}
