import { dirname, join } from 'node:path';
import type {
  ConsoleParts,
  Forecasts,
  RevealNote,
  RulesDesk,
  Uploads,
} from '@glyphwatch/console-api';
import { SEVERITIES, type Severity } from '@glyphwatch/domain';
import { PictureViews } from '@glyphwatch/picture-views';
import type { Rule } from '@glyphwatch/watchlist';
import { readRuleFile } from '../commands/rules/read-rule-file.ts';
import type { ScanSession } from '../scan/scan-session.ts';
import { invalid } from '../terminal/invalid.ts';
import { version } from '../version.ts';
import { logReveal } from './reveal-log.ts';
import { rulesDeskOf } from './rules-desk-of.ts';
import type { VersionReader } from './read-version.ts';
import type { ServeParts } from './serve-parts.ts';
import type { WatchedPlaces } from './watched-places.ts';

export interface ServeChoices {
  readonly isReadOnly: boolean;
  readonly places: WatchedPlaces;
  readonly versions: VersionReader;
  readonly forecasts?: Forecasts | undefined;
  readonly uploads?: Uploads | undefined;
}

/** The console over the store of this session. */
export async function consolePartsOf(
  { clock, detector }: Pick<ServeParts, 'clock' | 'detector'>,
  session: ScanSession,
  { isReadOnly, places, versions, forecasts, uploads }: ServeChoices,
): Promise<ConsoleParts> {
  const { config, store, watchlists, io } = session;
  const { queries, reviews, results, deliveries, file } = store;
  if (!queries || !reviews) {
    throw invalid(
      `There is no console for results in ${store.location ?? 'this store'} yet. Keep them in a file: --store results.db`,
    );
  }
  const folder = file === undefined ? undefined : dirname(file);
  const rules = await rulesDeskOf(config, isReadOnly);
  return {
    ...(rules ? { rules } : {}),
    ...(forecasts ? { forecasts } : {}),
    ...(uploads ? { uploads } : {}),
    tellNow: () => session.tellWaiting(),
    ...{ queries, reviews, results, deliveries, clock, isReadOnly },
    version: version(),
    timezone: config.timezone,
    views: new PictureViews({
      read: (result) => versions.read(result),
      ...(folder === undefined ? {} : { folder: join(folder, 'thumbnails') }),
    }),
    recordReveal: async (note: RevealNote) => {
      if (folder !== undefined) await logReveal(join(folder, 'reveals.jsonl'), note);
    },
    ruleIds: async () => {
      if (config.rules === undefined) return [];
      const { ruleSet } = readRuleFile(config.rules, io.cwd);
      return (ruleSet?.rules ?? [])
        .filter(({ enabled }) => enabled)
        .map(({ id, severity, sensitive }) => ({ id, severity: worstOf(severity), sensitive }));
    },
    places: () => places.all(),
    about: async () => ({
      store: store.location ?? 'in memory, until this ends',
      detector: detector.identity,
      rulesVersion: (await watchlists.current()).version,
      problems: await ruleProblems(rules),
    }),
  };
}

/** Mistakes in the rules as they are now: those before them are in force. */
async function ruleProblems(rules: RulesDesk | undefined): Promise<string[]> {
  const [chosen] = (await rules?.files.read()) ?? [];
  const errors = chosen ? (rules?.parse(chosen).errors ?? []) : [];
  return errors.map(({ file, line, path, message }) => `${file}:${line}: ${path} ${message}`);
}

function worstOf(severity: Rule['severity']): Severity {
  if (typeof severity === 'string') return severity;
  return SEVERITIES.findLast((one) => one in severity) ?? 'medium';
}
