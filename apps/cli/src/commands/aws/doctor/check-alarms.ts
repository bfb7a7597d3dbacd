import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { showText } from '../../../terminal/show.ts';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, type Finding, findingsOf } from './finding.ts';
import { shellWord } from '../../../terminal/shell-word.ts';

/** Some of what alarms report (errors, throttles, failed mails) no other check sees. */
export function checkAlarms(client: CloudWatchClient, { deployment, now }: Examined): Check {
  const name = 'alarms';
  const { ok, warning } = findingsOf(name);
  return {
    name,
    find: async () => {
      // The names of the stack's alarms begin with its name.
      const query = { StateValue: 'ALARM', AlarmNamePrefix: `${deployment.name}-` } as const;
      const active = async (): Promise<Finding[]> => {
        const found: Finding[] = [];
        for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, query)) {
          for (const {
            AlarmName = '',
            AlarmDescription = '',
            StateUpdatedTimestamp,
          } of MetricAlarms) {
            const minutes = Math.round((now - Number(StateUpdatedTimestamp ?? now)) / 60_000);
            const history = `aws cloudwatch describe-alarm-history --alarm-name ${shellWord(AlarmName)} --max-records 5`;
            found.push(
              warning(`active for ${minutes} min: ${showText(AlarmDescription)}`, history),
            );
          }
        }
        return found;
      };
      const found = await ask('cloudwatch:DescribeAlarms', active());
      return found.length > 0 ? found : [ok('none is active')];
    },
  };
}
