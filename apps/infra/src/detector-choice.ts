import {
  type AwsNeeds,
  choiceInput,
  choiceOf,
  type ChoiceOptions,
  type DetectorProvider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';

/** The chosen detector, with the settings that the function gets and what it needs on AWS. */
export interface ChosenDetector {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly needs: AwsNeeds;
}

/** On AWS, settings name secrets by their ARN. */
export const secretArn = z
  .string()
  .check(z.regex(/^arn:[a-z-]+:secretsmanager:/, 'must be the ARN of a secret of Secrets Manager'));

const nothing = z.strictObject({});

/** A name, or a group of fields; one without a name is for the first detector. */
export function detectorChoice(detectors: readonly DetectorProvider[]) {
  return z.pipe(
    choiceOf(detectors, optionsFor(detectors)),
    z.transform(({ name, settings, aws: needs }): ChosenDetector => {
      if (!needs) throw new Error(`The descriptor of ${name} does not say what it needs on AWS.`);
      return { name, settings: settings(), needs };
    }),
  );
}

/** The same for the JSON Schema. */
export function detectorInput(detectors: readonly DetectorProvider[]) {
  return choiceInput(detectors, optionsFor(detectors));
}

function optionsFor([first]: readonly DetectorProvider[]): ChoiceOptions<typeof nothing> {
  const fallback = first ? { fallback: first.name } : {};
  return { host: 'function', by: 'name', secret: secretArn, common: nothing, ...fallback };
}
