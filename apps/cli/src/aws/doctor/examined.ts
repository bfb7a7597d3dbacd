import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import type { ArnParts, Deployment } from '../find-stack.ts';

/** What several checks look at; each of them waits for it and fails alone. */
export interface Examined {
  readonly deployment: Deployment;
  readonly arns: ArnParts;
  /** The function that reads images, as it is deployed. */
  readonly scanFunction: () => Promise<FunctionConfiguration>;
  /** What feeds it from the queue; `undefined` when nothing does. */
  readonly mapping: () => Promise<EventSourceMappingConfiguration | undefined>;
  /** The rule that lets uploads through: its pattern. */
  readonly uploadPattern: () => Promise<string>;
  readonly now: number;
}

/** Asks once, whoever needs the answer. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

/** The same queue's ARN as AWS writes it. */
export function queueArn(url: string, { partition, region, account }: ArnParts): string {
  return `arn:${partition}:sqs:${region}:${account}:${url.split('/').at(-1) ?? ''}`;
}
