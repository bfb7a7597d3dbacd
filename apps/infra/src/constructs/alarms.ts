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
/** If uploads wait longer, the function cannot keep up, or fails. */
const OLDEST_UPLOAD = Duration.hours(1);
/** A notification that so many sweeps could not send needs a person. */
const SWEEPS = 3;

interface Watched {
  readonly id: string;
  readonly what: string;
  readonly metric: Metric;
  /** Threshold; by default one. */
  readonly from?: number;
  readonly periods?: number;
}

export interface AlarmSources {
  readonly uploads: UploadQueue;
  readonly functions: Functions;
  readonly topics: Topics;
  readonly console?: Function | undefined;
}

export function alarms(scope: Construct, sources: AlarmSources): Alarm[] {
  const action = new SnsAction(sources.topics.alarms);
  return watched(sources).map(({ id, what, metric, from = 1, periods = 1 }) => {
    const alarm = new Alarm(scope, id, {
      alarmDescription: what,
      metric,
      threshold: from,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No data: nothing happened.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    return alarm;
  });
}

function watched({ uploads, functions, topics, console }: AlarmSources): Watched[] {
  return [
    ...inQueues(uploads, topics),
    ...inFunctions(functions),
    ...reported(functions),
    {
      id: 'FailedMails',
      what: 'SNS could not deliver a notification to a subscriber.',
      metric: topics.matches.metricNumberOfNotificationsFailed({ period: PERIOD }),
    },
    ...(console
      ? [errors('ConsoleErrors', console, 'The console’s function crashed: its log says why.')]
      : []),
    ...[uploads.uploadRule, uploads.deletionRule, functions.sweepRule].flatMap(ruleFailures),
  ];
}

function inQueues(uploads: UploadQueue, topics: Topics): Watched[] {
  return [
    deadLetter(
      'DeadUploads',
      uploads.deadLetters,
      'Uploads could not be processed. Look at them, fix the cause, redrive them.',
    ),
    deadLetter(
      'DeadEvents',
      uploads.undelivered,
      'EventBridge could not deliver events. Their attributes say why.',
    ),
    deadLetter(
      'DeadMessages',
      topics.undelivered,
      'SNS could not deliver messages to a subscriber.',
    ),
    {
      id: 'OldUploads',
      what: 'Uploads have been waiting for an hour: the function is too slow, or fails.',
      metric: uploads.queue.metricApproximateAgeOfOldestMessage({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      from: OLDEST_UPLOAD.toSeconds(),
    },
  ];
}

function inFunctions({ scan, sweep }: Functions): Watched[] {
  return [
    errors('ScanErrors', scan, 'The function crashed: check its settings, memory and timeout.'),
    errors(
      'SweepErrors',
      sweep,
      'The sweeper failed: notifications that a crash left unsent stay unsent.',
    ),
    throttles('ScanThrottles', scan),
    throttles('SweepThrottles', sweep),
  ];
}

/** By metrics that the functions write themselves. */
function reported({ scan, sweep }: Functions): Watched[] {
  return [
    ours('ScanFailures', scan, 'Failures', 'Images fail repeatedly; the log says why.', {
      from: 20,
      periods: 3,
    }),
    ours(
      'WatchlistProblems',
      scan,
      'WatchlistProblems',
      'The rules or the hash key cannot be read, or have mistakes. Functions that have rules keep them; without rules, ' +
        'images wait. The log says why.',
    ),
    ours(
      'NotificationFailures',
      scan,
      'NotificationFailures',
      'Notifications could not be sent; they will be retried.',
      { periods: SWEEPS },
    ),
    ours('Unsent', sweep, 'Unfinished', 'A channel could not be told for a quarter of an hour.', {
      periods: SWEEPS,
    }),
    ours(
      'DeadDeliveries',
      sweep,
      'DeadDeliveries',
      'Notifications were given up: glyphwatch aws deliveries list --state refused.',
    ),
    ours(
      'StuckProcessing',
      sweep,
      'StuckProcessing',
      'Images have been PROCESSING for more than 15 minutes.',
      { periods: 2 },
    ),
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
    'The account’s concurrency is used up: uploads use up their receives without being processed.';
  return { id, what, metric: made.metricThrottles({ period: PERIOD }) };
}

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
      what: 'EventBridge could not deliver events; those in the dead-letter queue are not lost.',
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
