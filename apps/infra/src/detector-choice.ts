import {
  type AwsNeeds,
  type Configured,
  type DetectorProvider,
  pairInput,
  pairOf,
  pairSettings,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { imagesAtOnce } from './concurrency.ts';
import { scanSeconds } from './scan-seconds.ts';

/** The chosen detector, or both, with the settings that the function gets and what it needs on AWS. */
export interface ChosenDetector {
  readonly names: readonly string[];
  /** What the function's variable holds, as JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Rights and memory for both; rates and cost of the first, which reads every image. */
  readonly needs: AwsNeeds;
  /** Of the one that reads what the first did not read to its end. */
  readonly second?: AwsNeeds;
}

/** On AWS, settings name secrets by their ARN. */
export const secretArn = z
  .string()
  .check(z.regex(/^arn:[a-z-]+:secretsmanager:/, 'must be the ARN of a secret of Secrets Manager'));

/** A name, a group of fields, or two of them; a group without a name is for the first detector. */
export function detectorChoice(detectors: readonly DetectorProvider[]) {
  return z.pipe(
    pairOf(detectors, optionsFor(detectors)),
    z.transform((pair): ChosenDetector => {
      const { first, whenTruncated } = pair;
      const settings = pairSettings(pair);
      const needs = needsOf(first);
      if (!whenTruncated) return { names: [first.name], settings, needs };
      const second = needsOf(whenTruncated);
      const names = [first.name, whenTruncated.name];
      return { names, settings, needs: together(needs, second), second };
    }),
  );
}

/** The same for the JSON Schema. */
export function detectorInput(detectors: readonly DetectorProvider[]) {
  return pairInput(detectors, optionsFor(detectors));
}

function needsOf({ name, aws }: Configured<unknown, never>): AwsNeeds {
  if (!aws) throw new Error(`The descriptor of ${name} does not say what it needs on AWS.`);
  return aws;
}

function together(first: AwsNeeds, second: AwsNeeds): AwsNeeds {
  const known = new Set(first.rights.map(({ sid }) => sid));
  return {
    ...first,
    rights: [...first.rights, ...second.rights.filter(({ sid }) => !known.has(sid))],
    memory: Math.max(first.memory, second.memory),
    timeoutSeconds: Math.max(scanSeconds(first), scanSeconds(second)),
    imagesAtOnce: Math.min(imagesAtOnce(first), imagesAtOnce(second)),
    packages: [...(first.packages ?? []), ...(second.packages ?? [])],
  };
}

/** The function gets packages, but no files of this machine. */
const noPath = z
  .string()
  .check(z.refine(() => false, 'is for the command on this machine; the function cannot have it'));

function optionsFor([first]: readonly DetectorProvider[]) {
  const fallback = first ? { fallback: first.name } : {};
  return { host: 'function', by: 'name', secret: secretArn, path: noPath, ...fallback } as const;
}
