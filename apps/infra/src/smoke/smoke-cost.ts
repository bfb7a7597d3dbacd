import { SAMPLES } from './samples.ts';

/* List prices in us-east-1 as of November 2026, without free tiers, US dollars. */

/** https://aws.amazon.com/rekognition/pricing/ */
const PER_IMAGE = 0.001;
/** https://aws.amazon.com/cloudwatch/pricing/ */
const PER_ALARM_MONTH = 0.1;
const PER_METRIC_MONTH = 0.3;
const HOURS_PER_MONTH = 730;
/** Of `constructs/alarms.ts`, and what two functions report for four images. */
const ALARMS = 24;
const METRICS = 20;

/** What a run of an hour at most costs, and what it costs if nothing is removed. */
export function describeCost(): string {
  const month = ALARMS * PER_ALARM_MONTH + METRICS * PER_METRIC_MONTH;
  const images = SAMPLES.length * PER_IMAGE;
  const run = images + month / HOURS_PER_MONTH;
  return [
    `It takes about 10 minutes and costs about ${dollars(run)}: ${dollars(images)} for ${SAMPLES.length} images that a detector reads, the rest`,
    `for an hour of ${ALARMS} alarms and about ${METRICS} metrics. Lambda, S3, DynamoDB, SQS, SNS and EventBridge stay below ${dollars(0.01)}.`,
    `If it is not removed, it costs about ${dollars(month)} a month. List prices of us-east-1, calculated, not measured.`,
  ].join('\n');
}

function dollars(amount: number): string {
  return `$${amount.toFixed(amount < 0.1 ? 3 : 2)}`;
}
