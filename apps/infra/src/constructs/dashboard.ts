import { Dashboard, GraphWidget, type Metric, Row } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type AlarmSources, ownMetric } from './alarms.ts';

const WIDTH = 8;

/** At a glance: volume, outcomes, cost, backlog, failures and latency. */
export function dashboard(
  scope: Construct,
  name: string,
  { uploads, functions, topics }: AlarmSources,
): Dashboard {
  const own = (statistic: string, ...names: string[]) =>
    names.map((metric) => ownMetric(functions.scan.functionName, metric, statistic));
  const { queue, deadLetters, undelivered } = uploads;
  const waiting = [queue, deadLetters, undelivered, topics.undelivered].map((each) =>
    each.metricApproximateNumberOfMessagesVisible(),
  );
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [
        new Row(
          graph(
            'Images and matches',
            own('Sum', 'Images', 'Matches', 'Known', 'Stale', 'Removed', 'SecondOpinions'),
          ),
          graph('Outcomes', own('Sum', 'Matched', 'NoMatch', 'NoText', 'Unsupported', 'Gone')),
          graph('Cost of detection', own('Sum', 'ProviderCost')),
        ),
      ],
      [
        new Row(
          graph('Waiting messages', waiting),
          graph('Age of the oldest upload', [queue.metricApproximateAgeOfOldestMessage()]),
          graph(
            'Not done',
            own('Sum', 'Failures', 'InvalidMessages', 'NotificationFailures', 'Busy'),
          ),
        ),
      ],
      [
        new Row(
          graph('Steps, median', own('p50', ...STEPS)),
          graph('Steps, slowest twentieth', own('p95', ...STEPS)),
          graph('Function', [functions.scan.metricDuration(), functions.scan.metricErrors()]),
        ),
      ],
    ],
  });
}

const STEPS = [
  'ImageMilliseconds',
  'DetectMilliseconds',
  'StoreMilliseconds',
  'RulesMilliseconds',
  'NotifyMilliseconds',
];

function graph(title: string, left: Metric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH });
}
