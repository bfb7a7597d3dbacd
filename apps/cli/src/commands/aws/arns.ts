import type { Deployment } from './find-stack.ts';

export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** A pipeline is all in one account and region, so the topic's ARN gives both for all its resources. */
export function arnPartsOf({ outputs }: Pick<Deployment, 'outputs'>): ArnParts {
  const [, partition = 'aws', , region = '', account = ''] = outputs.Topic.split(':');
  return { partition, region, account };
}

/** SQS names queues by URL; everything else wants the ARN. */
export function queueArn(url: string, { partition, region, account }: ArnParts): string {
  return `arn:${partition}:sqs:${region}:${account}:${url.split('/').at(-1) ?? ''}`;
}
