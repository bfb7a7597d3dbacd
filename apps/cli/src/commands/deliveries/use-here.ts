import { hasErrorCode } from '@glyphwatch/domain';
import { buildContainer, STORE } from '../../container.ts';
import { type ConfigOptions, readConfig } from '../../settings/read-config.ts';
import type { Io } from '../../terminal/io.ts';
import { withPart } from '../../with-part.ts';
import { readRuleFile } from '../rules/read-rule-file.ts';
import type { Place, StorePlace } from './place.ts';

type HerePlace = Place<StorePlace>;

export const useHere: HerePlace['use'] = async (options, io, work, { adds = false } = {}) => {
  const isNamed = options.store !== undefined;
  const access = adds && !isNamed ? 'create' : 'change';
  const container = buildContainer(configHere(options, io), io, access);
  return withPart(STORE, container, work).catch((error: unknown) => {
    // A name that was typed may be mistyped; else there was no scan yet.
    if (isNamed || !hasErrorCode(error, 'store-missing')) throw error;
    const nowhere = configHere({ ...options, store: false }, io);
    return withPart(STORE, buildContainer(nowhere, io), work);
  });
};

export async function knownHere(
  of: 'rule' | 'channel',
  options: StorePlace,
  io: Io,
): Promise<readonly string[]> {
  const { rules, channels } = configHere(options, io);
  if (of === 'channel') return channels.map(({ name }) => name);
  const { ruleSet } = rules === undefined ? {} : readRuleFile(rules, io.cwd);
  return ruleSet?.rules.map(({ id }) => id) ?? [];
}

export async function clocksHere(options: StorePlace, io: Io): Promise<string> {
  return configHere(options, io).timezone;
}

function configHere(options: ConfigOptions, io: Io) {
  return readConfig(options, io, [], 'looking');
}
