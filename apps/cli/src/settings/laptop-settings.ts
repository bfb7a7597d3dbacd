import { resolve } from 'node:path';
import {
  checkDocument,
  deepFreeze,
  type Environment,
  type FieldPath,
  formatProblems,
  inFileOrder,
  locateDocument,
  type Mistake,
  type Problem,
} from '@glyphwatch/document-reader';
import { GlyphwatchError, heardKinds, type NotificationKind } from '@glyphwatch/domain';
import {
  laptopSettingsSchema,
  variableName,
  webhookUrl,
  type ChannelOfFile,
  type LaptopSettingsFile,
} from './laptop-settings-schema.ts';

interface AnyChannel {
  readonly name: string;
  readonly hears: ReadonlySet<NotificationKind>;
  /** Also hears rules that name the channel `default`. */
  readonly isDefault: boolean;
}

export interface ConsoleChannelSettings extends AnyChannel {
  readonly type: 'console';
}

export interface WebhookChannelSettings extends AnyChannel {
  readonly type: 'webhook';
  readonly url: string;
  /** Several while the receiver changes from one to the next. */
  readonly secret: readonly string[];
  readonly allowHttp: boolean;
  readonly allowPrivate: boolean;
}

export interface SmtpChannelSettings extends AnyChannel {
  readonly type: 'smtp';
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  readonly user?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
}

export type ChannelSettings = ConsoleChannelSettings | WebhookChannelSettings | SmtpChannelSettings;

/** What `glyphwatch.yaml` says, with absolute paths and with the secrets that it names. */
export interface LaptopSettings {
  readonly rules: string;
  readonly store: string;
  readonly annotate?: string;
  readonly workers: number | 'auto';
  readonly threads: number;
  readonly maxSide: number;
  readonly maxBytes: number;
  readonly maxPixels: number;
  readonly settleMs: number;
  /** Key for hashes of sensitive matches. */
  readonly hashKey?: string;
  readonly channels: readonly ChannelSettings[];
}

export interface SettingsPlace {
  /** How problems call the file. */
  readonly name: string;
  readonly env: Environment;
  /** The folder that relative paths in the file start from. */
  readonly folder: string;
}

/**
 * Reads `glyphwatch.yaml`; an empty text gives the defaults. Fails with `settings-invalid`: one message lists every
 * mistake and every environment variable that is named but not set.
 */
export function readLaptopSettings(text: string, place: SettingsPlace): LaptopSettings {
  const document = locateDocument(text, place);
  const isEmpty = document.value === undefined && document.problems.length === 0;
  const reading = isEmpty
    ? { value: laptopSettingsSchema.parse({}) }
    : checkDocument(document, laptopSettingsSchema);
  const unset = variableMistakes(document.value, place.env).map(({ path, message }) =>
    document.problemAt(path, message),
  );
  const problems = inFileOrder([...(reading.problems ?? []), ...unset]);
  if (reading.problems || problems.length > 0) throw invalid(problems);
  return deepFreeze(settle(reading.value, place));
}

function invalid(problems: readonly Problem[]): GlyphwatchError {
  return new GlyphwatchError(
    'settings-invalid',
    `Correct the settings file:\n${formatProblems(problems)}`,
  );
}

const SECRET_FIELDS = ['urlFrom', 'secretFrom', 'userFrom', 'passwordFrom'] as const;

/** Looked for in the raw file, so that they are told together with its other mistakes. */
function variableMistakes(file: unknown, env: Environment): Mistake[] {
  const named = [
    { path: ['hashKeyFrom'], variable: fieldOf(file, 'hashKeyFrom') },
    ...Object.entries(asFields(fieldOf(file, 'channels'))).flatMap(([name, channel]) =>
      SECRET_FIELDS.map((field) => ({
        path: ['channels', name, field],
        variable: fieldOf(channel, field),
      })),
    ),
  ];
  return named.flatMap(({ path, variable }) =>
    [variable].flat().flatMap((name) => {
      const message = typeof name === 'string' ? variableMistake(path, name, env) : undefined;
      return message === undefined ? [] : [{ path, message }];
    }),
  );
}

function variableMistake(path: FieldPath, variable: string, env: Environment): string | undefined {
  // Not a name: the schema says so, and what it is may be the secret itself.
  if (!variableName.safeParse(variable).success) return undefined;
  const content = env[variable];
  if (!content) return `names the environment variable ${variable}, which is not set`;
  const isUrl = path.at(-1) !== 'urlFrom' || webhookUrl.safeParse(content).success;
  return isUrl ? undefined : `names the environment variable ${variable}, which holds no URL`;
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function fieldOf(value: unknown, field: string): unknown {
  return asFields(value)[field];
}

function settle(file: LaptopSettingsFile, { env, folder }: SettingsPlace): LaptopSettings {
  const { rules, store, annotate, workers, threads, maxSide, maxBytes, maxPixels, settleMs } = file;
  return {
    rules: resolve(folder, rules),
    store: resolve(folder, store),
    ...(annotate === undefined ? {} : { annotate: resolve(folder, annotate) }),
    ...{ workers, threads, maxSide, maxBytes, maxPixels, settleMs },
    ...(file.hashKeyFrom === undefined ? {} : { hashKey: content(env, file.hashKeyFrom) }),
    channels: Object.entries(file.channels).map(([name, channel]) =>
      settleChannel(name, channel, env),
    ),
  };
}

function settleChannel(name: string, channel: ChannelOfFile, env: Environment): ChannelSettings {
  const base = { name, hears: heardKinds([channel.notifyOn].flat()), isDefault: channel.default };
  switch (channel.type) {
    case 'console':
      return { ...base, type: 'console' };
    case 'webhook': {
      const { type, urlFrom, secretFrom, allowHttp, allowPrivate } = channel;
      const url = channel.url ?? content(env, urlFrom);
      const secret = [secretFrom].flat().map((variable) => content(env, variable));
      return { ...base, type, url, secret, allowHttp, allowPrivate };
    }
    case 'smtp': {
      const { type, host, port, security, from, to } = channel;
      const login =
        channel.userFrom === undefined
          ? {}
          : { user: content(env, channel.userFrom), password: content(env, channel.passwordFrom) };
      return { ...base, type, host, port, security, from, to: [to].flat(), ...login };
    }
  }
}

/** That it is set was checked. */
function content(env: Environment, variable: string | undefined): string {
  return (variable === undefined ? undefined : env[variable]) ?? '';
}
