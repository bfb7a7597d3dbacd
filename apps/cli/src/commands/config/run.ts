import type { ChannelTelling } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { type Config, readConfig } from '../../settings/read-config.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { type Io, write } from '../../terminal/io.ts';
import { showText } from '../../terminal/show.ts';
import { inUnits } from './in-units.ts';
import type { ShowConfigOptions } from './options.ts';

const LABEL_WIDTH = 16;

export async function runConfig(
  targets: readonly string[],
  options: ShowConfigOptions,
  io: Io,
): Promise<number> {
  const described = describeConfig(readConfig(options, io, targets));
  const shown = options.format === 'json' ? `${printableJson(described)}\n` : rowsOf(described);
  await write(io.stdout, shown);
  return EXIT.done;
}

type Described = ReturnType<typeof describeConfig>;

function describeConfig(config: Config) {
  const { rules, detector, store, storeFolder, annotate, workers, channels } = config;
  return {
    settingsFile: config.settingsFile ?? null,
    ignored: config.ignoredSettings,
    rules: rules ?? null,
    detector: describeDetector(detector),
    store: { ...describeChoice(store), folder: storeFolder },
    annotate: annotate ?? null,
    workers,
    maxBytes: config.maxBytes,
    settleMs: config.settleMs,
    hashKey: config.hashKey === undefined ? null : SECRET,
    consoleAddress: config.consoleAddress ?? null,
    timezone: config.timezone,
    language: config.language,
    keep: Object.fromEntries(Object.entries(config.keep).map(([what, ms]) => [what, inUnits(ms)])),
    channels: channels.map(({ name, provider, telling }) => ({
      channel: name,
      ...describeChoice(provider),
      telling: describeTelling(telling),
    })),
  };
}

/** In the words of the settings file. */
function describeTelling({ tell, everyMs, atMost, quietHours, remind, escalate }: ChannelTelling) {
  if (tell === 'each') return { tell };
  const reminders = Object.entries(remind ?? {}).map(([severity, ms]) => [severity, inUnits(ms)]);
  return {
    ...{ tell, every: inUnits(everyMs), atMost },
    ...(quietHours ? { quietHours } : {}),
    ...(remind ? { remind: Object.fromEntries(reminders) } : {}),
    ...(escalate ? { escalate: { after: inUnits(escalate.afterMs), to: escalate.to } } : {}),
  };
}

function describeDetector({ first, whenTruncated }: Config['detector']) {
  const described = describeChoice(first);
  if (!whenTruncated) return described;
  return { ...described, whenTruncated: describeChoice(whenTruncated) };
}

const SECRET = '(from the environment)';

/** Fields whose names end in `From` hold secrets. */
function describeChoice({ name, settings }: Pick<Config['store'], 'name' | 'settings'>) {
  const fields = Object.entries(settings()).map(([field, value]) => [
    field,
    field.endsWith('From') && value !== undefined ? SECRET : value,
  ]);
  return { name, ...Object.fromEntries(fields) };
}

function rowsOf({ settingsFile, ignored, channels, ...values }: Described): string {
  const rows = [
    row('settings', settingsFile ?? 'none; these are the defaults'),
    ...ignored.map((file) => row('not used', `${file} (among the images)`)),
    ...Object.entries(values).map(([name, value]) => row(name, inWords(value))),
    ...channels.flatMap(({ channel, telling, ...choice }) => [
      row(`channel ${channel}`, inWords(choice)),
      row('', inWords({ name: 'told', ...telling })),
    ]),
  ];
  return `${rows.join('\n')}\n`;
}

function row(label: string, text: string): string {
  return `${showText(label).padEnd(LABEL_WIDTH)}${showText(text)}`;
}

function inWords(value: unknown): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(inWords).join(' ');
  if (typeof value !== 'object') return String(value);
  const { name = '', ...fields } = value as { readonly name?: string };
  const details = Object.entries(fields).map(([field, content]) => `${field} ${inWords(content)}`);
  return details.length === 0 ? name : `${name} (${details.join(', ')})`.trimStart();
}
