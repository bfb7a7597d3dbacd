import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import type { Topics } from './topics.ts';
import type { UploadQueue } from './upload-queue.ts';

const PERIOD = Duration.minutes(5);
/** Older uploads mean that the function cannot keep up, or cannot work. */
const OLDEST_UPLOAD = Duration.hours(1);
/** A match that is still untold after so many sweeps is not told by waiting. */
const SWEEPS = 3;

interface Watched {
  readonly id: string;
  readonly what: string;
  readonly metric: Metric;
  /** Alarms from here on; by default from one. */
  readonly from?: number;
  readonly periods?: number;
}

export interface AlarmParts {
  readonly uploads: UploadQueue;
  readonly functions: Functions;
  readonly topics: Topics;
}

export function alarms(scope: Construct, parts: AlarmParts): Alarm[] {
  const action = new SnsAction(parts.topics.alarms);
  return watched(parts).map(({ id, what, metric, from = 1, periods = 1 }) => {
    const alarm = new Alarm(scope, id, {
      alarmDescription: what,
      metric,
      threshold: from,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Nothing happened: that is fine.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    return alarm;
  });
}

function watched({
  uploads,
  functions: { scan, sweep, sweepRule },
  topics,
}: AlarmParts): Watched[] {
  return [
    deadLetter(
      'DeadUploads',
      uploads.deadLetters,
      'Uploads that could not be processed. Look at them, mend the cause, redrive.',
    ),
    deadLetter(
      'DeadEvents',
      uploads.undelivered,
      'Events that EventBridge could not hand over. Their attributes say why.',
    ),
    deadLetter(
      'DeadMessages',
      topics.undelivered,
      'Messages that SNS could not hand over to a subscriber.',
    ),
    {
      id: 'OldUploads',
      what: 'Uploads have waited for an hour: the function is too slow or fails.',
      metric: uploads.queue.metricApproximateAgeOfOldestMessage({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      from: OLDEST_UPLOAD.toSeconds(),
    },
    errors('ScanErrors', scan, 'TextDetectionLambda failed as a whole: settings, memory or time.'),
    errors('SweepErrors', sweep, 'The sweeper failed: what crashes left untold stays untold.'),
    throttles('ScanThrottles', scan),
    throttles('SweepThrottles', sweep),
    ours('ScanFailures', scan, 'Failures', 'Images fail again and again; the log says why.', {
      from: 20,
      periods: 3,
    }),
    ours(
      'WatchlistProblems',
      scan,
      'WatchlistProblems',
      'The rule file has mistakes; the last good one stays in force.',
    ),
    ours(
      'NotificationFailures',
      scan,
      'NotificationFailures',
      'People could not be told; it is tried again.',
      { periods: SWEEPS },
    ),
    ours(
      'Untold',
      sweep,
      'Unfinished',
      'Matches stay untold although it was tried several times.',
      { periods: SWEEPS },
    ),
    ours(
      'StuckProcessing',
      sweep,
      'StuckProcessing',
      'Images have been PROCESSING for more than 15 minutes.',
      { periods: 2 },
    ),
    {
      id: 'FailedMails',
      what: 'SNS could not deliver to a subscriber.',
      metric: topics.matches.metricNumberOfNotificationsFailed({ period: PERIOD }),
    },
    ...[uploads.uploadRule, uploads.deletionRule, sweepRule].flatMap(ruleFailures),
  ];
}

function deadLetter(id: string, queue: IQueue, what: string): Watched {
  const metric = queue.metricApproximateNumberOfMessagesVisible({
    period: PERIOD,
    statistic: 'Maximum',
  });
  return { id, what, metric };
}

function errors(id: string, made: Function, what: string): Watched {
  return { id, what, metric: made.metricErrors({ period: PERIOD }) };
}

function throttles(id: string, made: Function): Watched {
  const what =
    'The account’s concurrency is used up: uploads use up their receives without being worked on.';
  return { id, what, metric: made.metricThrottles({ period: PERIOD }) };
}

/** A metric that the function writes itself. */
function ours(
  id: string,
  { functionName }: Function,
  metricName: string,
  what: string,
  more: Pick<Watched, 'from' | 'periods'> = {},
): Watched {
  return { id, what, metric: ownMetric(functionName, metricName), ...more };
}

export function ownMetric(functionName: string, metricName: string, statistic = 'Sum'): Metric {
  const dimensionsMap = { Function: functionName };
  return new Metric({
    namespace: 'Glyphwatch',
    metricName,
    dimensionsMap,
    period: PERIOD,
    statistic,
  });
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
function ruleFailures({ ruleName, node }: Rule): Watched[] {
  return ['FailedInvocations', 'InvocationsSentToDlq', 'InvocationsFailedToBeSentToDlq'].map(
    (metricName) => ({
      id: `${node.id}${metricName}`,
      what: 'EventBridge could not hand events over; what reached the dead-letter queue is not lost.',
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName,
        dimensionsMap: { RuleName: ruleName },
        period: PERIOD,
        statistic: 'Sum',
      }),
    }),
  );
}
