import type { Deployment } from './find-stack.ts';

export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** All parts of a pipeline live in one account and region, so its topic's ARN tells for all of them. */
export function arnPartsOf({ parts }: Pick<Deployment, 'parts'>): ArnParts {
  const [, partition = 'aws', , region = '', account = ''] = parts.Topic.split(':');
  return { partition, region, account };
}

/** The ARN of the queue behind a URL. */
export function queueArn(url: string, { partition, region, account }: ArnParts): string {
  return `arn:${partition}:sqs:${region}:${account}:${url.split('/').at(-1) ?? ''}`;
}
