import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Finding } from '@glyphwatch/provider';
import { shellWord } from '../../../terminal/shell-word.ts';
import { showText } from '../../../terminal/show.ts';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import type { Say } from './finding.ts';

/** Some of what alarms report (errors, throttles, failed mails) no other check sees. */
export async function checkAlarms({ clients, deployment, now }: Examined, say: Say) {
  // The names of the stack's alarms begin with its name.
  const query = { StateValue: 'ALARM', AlarmNamePrefix: `${deployment.name}-` } as const;
  const pages = paginateDescribeAlarms({ client: clients.cloudWatch }, query);
  const active = async (): Promise<Finding[]> => {
    const found: Finding[] = [];
    for await (const { MetricAlarms = [] } of pages) {
      for (const alarm of MetricAlarms) {
        const { AlarmName = '', AlarmDescription = '', StateUpdatedTimestamp = now } = alarm;
        const minutes = Math.round((now - Number(StateUpdatedTimestamp)) / 60_000);
        const history = `aws cloudwatch describe-alarm-history --alarm-name ${shellWord(AlarmName)} --max-records 5`;
        found.push(
          say.warning(`active for ${minutes} min: ${showText(AlarmDescription)}`, history),
        );
      }
    }
    return found;
  };
  const found = await ask('cloudwatch:DescribeAlarms', active());
  return found.length > 0 ? found : say.ok('none is active');
}
