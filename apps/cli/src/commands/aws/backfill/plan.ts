import { type Deployed, rateOf } from '../deployed.ts';
import type { Deployment } from '../find-stack.ts';
import { readUploadFilter, type UploadFilter } from '../upload-filter.ts';
import type { BackfillOptions } from './options.ts';

/** If the deployment states no rate: the default quota of smaller regions, so that it fits everywhere. */
const DEFAULT_RATE = 5;

/** Filter, rate and cost come from what is deployed, because local settings may differ from it. */
export interface Plan {
  readonly deployment: Deployment;
  readonly filter: UploadFilter;
  readonly perSecond: number;
  readonly costPerImage: number;
}

export async function planOf(deployed: Deployed, { rate }: BackfillOptions): Promise<Plan> {
  const { deployment } = deployed;
  const [pattern, { Environment }, deployedRate] = await Promise.all([
    deployed.uploadPattern(),
    deployed.scanFunction(),
    rate ?? rateOf(deployed),
  ]);
  return {
    deployment,
    filter: readUploadFilter(pattern, deployment.outputs.UploadRule),
    perSecond: deployedRate ?? DEFAULT_RATE,
    costPerImage: Number(Environment?.Variables?.['COST_PER_IMAGE'] ?? 0),
  };
}
