import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { checkAgainst } from '@glyphwatch/document-reader/environment';
import type { Deliveries, ResultStore } from '@glyphwatch/domain';
import { detectorVariable } from '@glyphwatch/pipeline/detector-variable';
import { DETECTORS } from '@glyphwatch/pipeline/providers';
import type { Configured } from '@glyphwatch/provider';
import type { Deployed } from '../deployed.ts';
import type { StackClients } from '../stack-clients.ts';
import { invalid } from '../../../terminal/invalid.ts';

/** What there is to examine, and with what. */
export interface Examinable {
  readonly clients: StackClients;
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly deployed: Deployed;
}

export interface Examined extends Deployed, Omit<Examinable, 'deployed'> {
  readonly now: number;
  /** The options that name this stack in a command. */
  readonly where: string;
  /** Those that the function uses, one or two; fails with `settings-invalid` where the function itself would. */
  readonly detectors: () => Promise<readonly ExaminedDetector[]>;
}

export type ExaminedDetector = Pick<Configured<unknown, never>, 'name' | 'aws' | 'check'>;

export function examine({ deployed, ...others }: Examinable): Examined {
  const { name, config } = deployed.deployment;
  const detectors = async () => {
    const { value, mistakes } = readDetector(await deployed.scanFunction());
    if (value) return value.whenTruncated ? [value.first, value.whenTruncated] : [value.first];
    const message = `the function’s DETECTOR ${mistakes[0]?.message}`;
    throw invalid(message);
  };
  const where = `--stack ${name} --region ${config.region}`;
  return { ...deployed, ...others, now: Date.now(), where, detectors };
}

export function readDetector({ Environment }: FunctionConfiguration) {
  return checkAgainst(Environment?.Variables?.['DETECTOR'], detectorVariable(DETECTORS));
}
