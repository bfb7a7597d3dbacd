import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { lookAt, rateOf } from '../deployed.ts';
import type { Deployment } from '../find-stack.ts';
import { readUploadFilter, type UploadFilter } from '../upload-filter.ts';
import type { BackfillOptions } from './options.ts';

/** Used when the deployment does not tell its own rate: the default quota of small regions. */
const DEFAULT_RATE = 5;

/** What a backfill goes by, as it is deployed. */
export interface Plan {
  readonly deployment: Deployment;
  readonly filter: UploadFilter;
  readonly perSecond: number;
  readonly costPerImage: number;
}

export async function planOf(deployment: Deployment, { rate }: BackfillOptions): Promise<Plan> {
  const lambda = new LambdaClient(deployment.config);
  const events = new EventBridgeClient(deployment.config);
  try {
    const deployed = lookAt({ lambda, events }, deployment);
    const [pattern, { Environment }, deployedRate] = await Promise.all([
      deployed.uploadPattern(),
      deployed.scanFunction(),
      rate ?? rateOf(deployed),
    ]);
    return {
      deployment,
      filter: readUploadFilter(pattern, deployment.parts.UploadRule),
      perSecond: deployedRate ?? DEFAULT_RATE,
      costPerImage: Number(Environment?.Variables?.['COST_PER_IMAGE'] ?? 0),
    };
  } finally {
    lambda.destroy();
    events.destroy();
  }
}
