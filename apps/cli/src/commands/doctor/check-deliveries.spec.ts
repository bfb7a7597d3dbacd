import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleDelivery } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDeliveries } from '@glyphwatch/sqlite-result-store';
import { readConfig } from '../../settings/read-config.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { inTemporaryFolder } from '../../testing/run-command.ts';
import { checkDeliveries } from './check-deliveries.ts';

async function findingsAfter(work: (deliveries: SqliteDeliveries) => Promise<void>) {
  return inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, 'glyphwatch.yaml'), 'store: results.db\n');
    const database = openDatabase(join(cwd, 'results.db'));
    database.open();
    await work(new SqliteDeliveries(database));
    database.close();
    const io = fakeIo({ cwd });
    const findings = await checkDeliveries(readConfig({}, io, [], 'looking'), io);
    return findings.map(({ state, message }) => `${state}: ${message}`);
  });
}

async function ended(
  deliveries: SqliteDeliveries,
  how: Parameters<SqliteDeliveries['end']>[2],
): Promise<void> {
  const added = sampleDelivery();
  await deliveries.add([added]);
  await deliveries.end(added.channel, [added.id], how);
}

it('names dead letters, and messages that did not reach everybody', async () => {
  const findings = await findingsAfter(async (deliveries) => {
    await ended(deliveries, { state: 'refused', error: 'No such mailbox.' });
    await ended(deliveries, { state: 'told', error: 'Recipient 2 of 2 refused.' });
    await ended(deliveries, { state: 'told' });
  });
  expect(findings).toEqual([
    'problem: 1 notification of the last 7 days was refused or given up',
    'warning: 1 notification of the last 7 days did not reach every recipient',
  ]);
});

it('finds nothing where all were told, and before the first scan', async () => {
  expect(await findingsAfter((deliveries) => ended(deliveries, { state: 'told' }))).toEqual([]);
  await inTemporaryFolder(async (cwd) => {
    const io = fakeIo({ cwd });
    expect(await checkDeliveries(readConfig({}, io, [], 'looking'), io)).toEqual([]);
  });
});
