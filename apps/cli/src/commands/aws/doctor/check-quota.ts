import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { AwsNeeds } from '@glyphwatch/provider';
import { ask } from '../ask.ts';
import { rateOf } from '../deployed.ts';
import type { Examined, ExaminedDetector } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

type Quota = NonNullable<AwsNeeds['quota']>;

/** Calls beyond the quota are throttled, and every attempt uses up a receive of its message. */
export async function checkQuota(examined: Examined, say: Say) {
  const detectors = await examined.detectors();
  const findings = detectors.map((detector, index) => {
    const setting =
      detectors.length === 1 ? 'detector' : ['detector.first', 'detector.whenTruncated'][index];
    const rate = rateOf(examined, index === 0 ? 'CALLS_PER_SECOND' : 'SECOND_CALLS_PER_SECOND');
    return checkQuotaOf(examined, say, { detector, rate, setting: setting ?? '' });
  });
  return (await Promise.all(findings)).flat();
}

interface Rated {
  readonly detector: ExaminedDetector;
  readonly rate: Promise<number | undefined>;
  /** Where its fields are in the settings file. */
  readonly setting: string;
}

async function checkQuotaOf(
  examined: Examined,
  { ok, warning, problem, unknown }: Say,
  { detector: { name: detector, aws }, setting, ...rated }: Rated,
) {
  if (!aws?.quota) return [];
  const { quota } = aws;
  const [most, rate] = await Promise.all([valueOf(examined.clients.quotas, quota), rated.rate]);
  const list = `aws service-quotas list-service-quotas --service-code ${quota.service} --region ${examined.deployment.config.region}`;
  if (most === undefined) {
    const message = `${detector}: Service Quotas does not list ${quota.name} here; look it up in the console`;
    return unknown(message, list);
  }
  if (rate === undefined) return ok(`${detector}: ${quota.name} ${most} per second`);
  const about = `${detector}: ${rate} calls per second are configured, the quota is ${most}`;
  const set = `set ${setting}.${quota.setting} to ${most} in settings.yaml`;
  if (rate > most) return problem(about, `${set}, or request more (${list}), then: ${DEPLOY}`);
  return rate < most / 2
    ? warning(`${about}: the pipeline could be faster`, `${set}, then: ${DEPLOY}`)
    : ok(about);
}

/** A quota that was never raised is listed among the defaults only. */
async function valueOf(
  client: ServiceQuotasClient,
  { service: ServiceCode, name }: Quota,
): Promise<number | undefined> {
  const applied = await ask(
    'servicequotas:ListServiceQuotas',
    firstOf(paginateListServiceQuotas({ client }, { ServiceCode }), name),
  );
  if (applied !== undefined) return applied;
  return ask(
    'servicequotas:ListAWSDefaultServiceQuotas',
    firstOf(paginateListAWSDefaultServiceQuotas({ client }, { ServiceCode }), name),
  );
}

/** Quota codes differ between older and newer regions; the names contain the operation everywhere. */
async function firstOf(
  pages: AsyncIterable<{ readonly Quotas?: ServiceQuota[] | undefined }>,
  word: string,
): Promise<number | undefined> {
  for await (const { Quotas = [] } of pages) {
    const found = Quotas.find(({ QuotaName = '' }) => QuotaName.split(/\W+/).includes(word));
    if (found) return found.Value;
  }
  return undefined;
}
