import { hasErrorCode } from '@glyphwatch/domain';
import { couldNotCheck, type Finding, findingsOf } from '@glyphwatch/provider';
import { buildContainer, STORE } from '../../container.ts';
import type { Config } from '../../settings/read-config.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { withPart } from '../../with-part.ts';

const CHECK = 'deliveries';
const WEEK_MS = 7 * 24 * 3_600_000;
const MAX_COUNTED = 1000;

/** What channels refused, did not take for days, or did not bring to everybody in the last week. */
export async function checkDeliveries(config: Config, io: Io): Promise<readonly Finding[]> {
  try {
    return await withPart(STORE, buildContainer(config, io, 'read'), async ({ deliveries }) => {
      const since = (await deliveries.now()) - WEEK_MS;
      const { items } = await deliveries.list({ since, limit: MAX_COUNTED });
      const dead = items.filter(({ state }) => state === 'refused').length;
      const partly = items.filter(({ state, error }) => state === 'told' && error).length;
      return [
        ...(dead > 0 ? [refused(dead)] : []),
        ...(partly > 0 ? [notToEverybody(partly)] : []),
      ];
    });
  } catch (error) {
    // Before the first scan there are none.
    return hasErrorCode(error, 'store-misconfigured', 'store-missing')
      ? []
      : [couldNotCheck(CHECK, error)];
  }
}

function refused(number: number): Finding {
  const { problem } = findingsOf(CHECK);
  const what = `${count(number, 'notification')} of the last 7 days ${number === 1 ? 'was' : 'were'} refused or given up`;
  return problem(what, 'glyphwatch deliveries list --state refused');
}

function notToEverybody(number: number): Finding {
  const { warning } = findingsOf(CHECK);
  const what = `${count(number, 'notification')} of the last 7 days did not reach every recipient`;
  return warning(what, 'glyphwatch deliveries list --state told');
}
