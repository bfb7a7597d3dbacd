import { resolve } from 'node:path';
import {
  checkAgainst,
  deepFreeze,
  type Environment,
  formatProblems,
  inFileOrder,
  locateDocument,
  type Mistake,
} from '@glyphwatch/document-reader';
import {
  type Channel,
  type ChannelTelling,
  isRecord,
  type Language,
  receivedKinds,
  type Notifier,
} from '@glyphwatch/domain';
import {
  type ChannelParts,
  type Configured,
  type DetectorParts,
  fieldNames,
  type OpenedDetector,
  type OpenedStore,
  type ProviderPair,
  type StoreParts,
  tellingOf,
  zoneHere,
} from '@glyphwatch/provider';
import { CHANNELS, DETECTORS } from '../providers.ts';
import type { ReceiveSettings } from './receive-schema.ts';
import type { KeepSettings } from '../keep/keeper.ts';
import { defaultStore, settingsSchema, type SettingsFile } from './settings-schema.ts';
import { invalid } from '../terminal/invalid.ts';

interface ChannelSettings extends Channel {
  readonly telling: ChannelTelling;
  readonly provider: Configured<Notifier, ChannelParts>;
}

/** `glyphwatch.yaml` with its defaults, absolute paths, and the values of the environment variables it names. */
export interface Settings {
  readonly rules: string;
  readonly detector: ProviderPair<OpenedDetector, DetectorParts>;
  readonly store: Configured<OpenedStore, StoreParts>;
  readonly annotate?: string;
  readonly workers: number | 'auto';
  readonly maxBytes: number;
  readonly settleMs: number;
  /** Without it, no hash of a sensitive match is stored. */
  readonly hashKey?: string;
  readonly consoleAddress?: string;
  readonly keep: KeepSettings;
  /** IANA name; for wall clocks. */
  readonly timezone: string;
  /** Of messages to people. */
  readonly language: Language;
  readonly channels: readonly ChannelSettings[];
  /** Only for `receiving`. */
  readonly receive?: ReceiveSettings;
}

export interface SettingsOrigin {
  /** The file's name in error messages. */
  readonly name: string;
  readonly env: Environment;
  /** Relative paths in the file start here. */
  readonly folder: string;
  /** Default: `sending`. */
  readonly use?: SettingsUse;
}

/**
 * What a command does. What it does not use is neither checked nor asked for its secrets: only `receiving` takes
 * notifications of uploads, `reading` images sends nothing, `looking` at stored results does not read images either.
 */
export type SettingsUse = 'receiving' | 'sending' | 'reading' | 'looking';

/**
 * Reads `glyphwatch.yaml`; an empty text gives the defaults. Fails with `settings-invalid`: one message lists every
 * mistake and every environment variable that is named but not set.
 */
export function readSettings(text: string, origin: SettingsOrigin): Settings {
  const { name, env, folder, use = 'sending' } = origin;
  const { value = {}, problems, problemAt } = locateDocument(text, { name });
  const schema = settingsSchema(env, folder);
  const { value: file, mistakes = [] } = checkAgainst(usedPart(value, use), schema);
  const all = [
    ...problems,
    ...mistakes.map(moved).map(({ path, message }) => problemAt(path, message)),
  ];
  if (!file || all.length > 0) {
    throw invalid(`Correct the settings file:\n${formatProblems(inFileOrder(all))}`);
  }
  return deepFreeze(resolved(file, origin));
}

function usedPart(value: unknown, use: SettingsUse): unknown {
  if (use === 'receiving' || !isRecord(value)) return value;
  const { receive: _, ...sending } = value;
  if (use === 'sending') return sending;
  const { hashKeyFrom: __, channels, detector, ...rest } = sending;
  const receivers = isRecord(channels) ? { channels: mapValues(channels, withoutProvider) } : {};
  return { ...rest, ...receivers, ...(use === 'looking' || !detector ? {} : { detector }) };
}

/** Who is told what and when, not how: the console needs no settings of its own. */
function withoutProvider(channel: unknown): unknown {
  if (!isRecord(channel)) return 'console';
  const { type, notifyOn, default: isDefault, quietHours } = channel;
  const tell = channel['tell'] ?? CHANNELS.find(({ name }) => name === type)?.abilities.tells;
  return {
    type: 'console',
    ...(notifyOn === undefined ? {} : { notifyOn }),
    ...(isDefault === undefined ? {} : { default: isDefault }),
    ...(quietHours === undefined ? {} : { quietHours }),
    tell: tell ?? 'grouped',
  };
}

function mapValues(record: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** People put a detector's field beside `detector:`; the message says where it belongs. */
function moved(mistake: Mistake): Mistake {
  const [field, ...more] = mistake.path;
  if (more.length > 0) return mistake;
  const owner = DETECTORS.find((one) => fieldNames(one).some((name) => name === field));
  if (!owner) return mistake;
  const message = `belongs to the detector; write detector: { name: ${owner.name}, ${field}: … }`;
  return { path: mistake.path, message };
}

function resolved(
  { $schema: _, ...file }: SettingsFile,
  { folder, env }: SettingsOrigin,
): Settings {
  const { rules, store, storeFrom, annotate, hashKeyFrom, consoleAddress, channels, ...others } =
    file;
  const { receive, timezone = zoneHere(), ...rest } = others;
  return {
    ...rest,
    timezone,
    ...(receive === undefined ? {} : { receive }),
    store: store ?? storeFrom ?? defaultStore(env),
    rules: resolve(folder, rules),
    ...(annotate === undefined ? {} : { annotate: resolve(folder, annotate) }),
    ...(hashKeyFrom === undefined ? {} : { hashKey: hashKeyFrom }),
    ...(consoleAddress === undefined ? {} : { consoleAddress }),
    channels: Object.entries(channels).map(([name, provider]) => ({
      name,
      receives: receivedKinds([provider.common.notifyOn].flat()),
      isDefault: provider.common.default,
      telling: tellingOf(provider.common, provider.abilities, timezone),
      provider,
    })),
  };
}
