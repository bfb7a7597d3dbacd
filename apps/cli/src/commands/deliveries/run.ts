import type { Deliveries, DeliveryQuery } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { confirm, hasTerminal } from '../../terminal/confirm.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { invalid } from '../../terminal/invalid.ts';
import { type Io, write } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { deliveryTable } from './delivery-table.ts';
import type {
  ChangeOptions,
  ListDeliveriesOptions,
  WhichOptions,
  WithdrawOptions,
} from './options.ts';
import { withRests } from './resting.ts';
import { whoIs } from './who.ts';

export async function listDeliveries(
  deliveries: Deliveries,
  { state, since, until, limit, format, ...which }: ListDeliveriesOptions,
  { stdout }: Io,
): Promise<number> {
  const { items: rows, cursor } = await deliveries.list({
    ...queryOf([], which),
    ...(state === undefined ? {} : { state }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    limit,
  });
  const items = await withRests(deliveries, rows);
  const more = cursor === undefined ? '' : `There are more; narrow the list or raise --limit.\n`;
  const shown = format === 'json' ? `${printableJson(items)}\n` : `${deliveryTable(items)}${more}`;
  await write(stdout, shown);
  return EXIT.done;
}

export async function retryDeliveries(
  deliveries: Deliveries,
  ids: readonly string[],
  options: ChangeOptions,
  { stdout }: Io,
): Promise<number> {
  const retried = await deliveries.retry(queryOf(ids, options), whoIs(options.by));
  const what =
    retried === 0
      ? 'Nothing to retry; what waits is sent without it'
      : `${count(retried, 'notification')} will be sent again, with the next run`;
  await write(stdout, `${what}\n`);
  return EXIT.done;
}

export async function withdrawDeliveries(
  deliveries: Deliveries,
  ids: readonly string[],
  options: WithdrawOptions,
  io: Io,
): Promise<number> {
  const query = queryOf(ids, options);
  if (!(await isAgreed(deliveries, query, options, io))) return EXIT.done;
  const { by, because } = options;
  const withdrawn = await deliveries.withdraw(query, whoIs(by), because);
  const what =
    withdrawn === 0 ? 'Nothing like that waits' : `${count(withdrawn, 'notification')} withdrawn`;
  await write(io.stdout, `${what}\n`);
  return EXIT.done;
}

async function isAgreed(
  deliveries: Deliveries,
  query: DeliveryQuery,
  { yes = false }: WithdrawOptions,
  io: Io,
): Promise<boolean> {
  if (yes) return true;
  if (!hasTerminal(io)) throw invalid('Withdrawing asks first. Without a terminal, add --yes.');
  const { items, cursor } = await deliveries.list({ ...query, state: 'waiting', limit: 1000 });
  const least = cursor === undefined ? '' : 'at least ';
  return confirm(`Never send ${least}${count(items.length, 'notification')}?`, io);
}

function queryOf(ids: readonly string[], { channel, rule }: WhichOptions): DeliveryQuery {
  return {
    ...(ids.length === 0 ? {} : { ids }),
    ...(channel === undefined ? {} : { channel }),
    ...(rule === undefined ? {} : { ruleId: rule }),
  };
}
