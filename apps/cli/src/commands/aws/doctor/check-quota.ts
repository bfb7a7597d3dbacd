import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { ask } from '../ask.ts';
import { rateOf } from '../deployed.ts';
import type { Examined } from './examined.ts';
import { type Check, findingsOf } from './finding.ts';

const ServiceCode = 'rekognition';
/** Quotas have codes that differ by region's age; their names say what they are for. */
const DETECT_TEXT = /\bDetectText\b/;

/** More calls than the quota are throttled, and each try takes a receive of its message. */
export function checkQuota(client: ServiceQuotasClient, examined: Examined): Check {
  const name = 'quota';
  const { ok, warning, problem, unknown } = findingsOf(name);
  return {
    name,
    find: async () => {
      const [quota, rate] = await Promise.all([quotaOf(client), rateOf(examined)]);
      const open = `aws service-quotas list-service-quotas --service-code ${ServiceCode} --region ${examined.deployment.config.region}`;
      if (quota === undefined) {
        return [
          unknown('Service Quotas does not list DetectText here; look at it in the console', open),
        ];
      }
      if (rate === undefined) return [ok(`DetectText: ${quota} per second`)];
      if (rate > quota) {
        const fix = `set provider.detectionsPerSecond to ${quota} in settings.yaml, or ask for more (${open}), then: npx nx run infra:deploy`;
        return [
          problem(`${rate} detections per second are configured, the quota is ${quota}`, fix),
        ];
      }
      const about = `${rate} detections per second of ${quota} that the quota gives`;
      return rate < quota / 2
        ? [
            warning(
              `${about}: the pipeline could be faster`,
              `set provider.detectionsPerSecond to ${quota} in settings.yaml, then: npx nx run infra:deploy`,
            ),
          ]
        : [ok(about)];
    },
  };
}

/** A quota that nobody raised is only among the defaults. */
async function quotaOf(client: ServiceQuotasClient): Promise<number | undefined> {
  const applied = await ask(
    'servicequotas:ListServiceQuotas',
    firstOf(paginateListServiceQuotas({ client }, { ServiceCode })),
  );
  if (applied !== undefined) return applied;
  return ask(
    'servicequotas:ListAWSDefaultServiceQuotas',
    firstOf(paginateListAWSDefaultServiceQuotas({ client }, { ServiceCode })),
  );
}

async function firstOf(
  pages: AsyncIterable<{ readonly Quotas?: ServiceQuota[] | undefined }>,
): Promise<number | undefined> {
  for await (const { Quotas = [] } of pages) {
    const found = Quotas.find(({ QuotaName = '' }) => DETECT_TEXT.test(QuotaName));
    if (found) return found.Value;
  }
  return undefined;
}
