import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Deployed, waitFor } from './deployed.ts';
import { isEmpty } from './queues.ts';
import { matchedKeys, type Row, rowOf } from './results.ts';
import { SAMPLES, upload, type Uploaded, uploadEventOf } from './samples.ts';

const MATCHED = SAMPLES.filter(({ status }) => status === 'MATCHED').map(({ file }) => file);
const HOUR_MS = 60 * 60_000;
const PERIOD_SECONDS = 60;

export interface Step {
  readonly name: string;
  /** Why an emulator cannot show it. */
  readonly onlyOnAws?: string;
  /** Cannot be seen unless the samples were read. */
  readonly needsRows?: boolean;
  /** Resolves to what was seen; rejects with what was not. */
  readonly run: (deployed: Deployed) => Promise<string>;
}

/** In this order. They share what was uploaded. */
export function smokeSteps(): Step[] {
  const uploads: Uploaded[] = [];
  const rows = new Map<string, Row>();
  const again = { uploads, rows };
  return [
    { name: 'upload', run: async (deployed) => uploadAll(deployed, uploads) },
    { name: 'rows', run: async (deployed) => rowsOf(deployed, rows) },
    { name: 'history', needsRows: true, run: history },
    { name: 'event', needsRows: true, run: event },
    { name: 'message', needsRows: true, run: message },
    {
      name: 'metrics',
      needsRows: true,
      onlyOnAws: 'CloudWatch reads them from the logs',
      run: metrics,
    },
    { name: 'alarms', onlyOnAws: 'emulators have no alarms', run: alarms },
    { name: 'doctor', run: doctor },
    { name: 'backfill', needsRows: true, run: async (deployed) => backfill(deployed, again) },
    { name: 'redrive', needsRows: true, run: async (deployed) => redrive(deployed, again) },
  ];
}

/** What the samples became, to be compared with later. */
interface Before {
  readonly uploads: readonly Uploaded[];
  readonly rows: ReadonlyMap<string, Row>;
}

async function uploadAll(deployed: Deployed, uploads: Uploaded[]): Promise<string> {
  for (const sample of SAMPLES) uploads.push(await upload(deployed, sample));
  return `${uploads.length} images`;
}

async function rowsOf(deployed: Deployed, rows: Map<string, Row>): Promise<string> {
  for (const { file, status } of SAMPLES) {
    let last = 'no row';
    const row = await waitFor(
      `${file} is ${status}`,
      deployed,
      async () => {
        const found = await rowOf(deployed, file);
        last = found?.status ?? last;
        return found?.status === status ? found : undefined;
      },
      () => last,
    );
    rows.set(file, row);
  }
  return SAMPLES.map(({ file, status }) => `${file} ${status}`).join(', ');
}

async function history(deployed: Deployed): Promise<string> {
  const keys = (await matchedKeys(deployed)).sort();
  if (keys.join() !== [...MATCHED].sort().join())
    throw new Error(`the history has ${keys.join(', ') || 'nothing'}`);
  return `${keys.length} matches`;
}

async function event(deployed: Deployed): Promise<string> {
  const { probe } = deployed;
  for (const key of MATCHED) {
    const isAbout = (each: object): boolean => JSON.stringify(each).includes(key);
    await waitFor(
      `an event about ${key}`,
      deployed,
      async () => {
        if (!probe.events.some(isAbout)) await probe.receive(1);
        return probe.events.find(isAbout);
      },
      () => `${probe.events.length} events`,
    );
  }
  return [...new Set(probe.events.map((each) => each['detail-type']))].join(', ');
}

async function message(deployed: Deployed): Promise<string> {
  const { probe } = deployed;
  for (const key of MATCHED) {
    await waitFor(
      `a message about ${key}`,
      deployed,
      async () => {
        const isAbout = (text: string): boolean => text.includes(key);
        if (!probe.messages.some(isAbout)) await probe.receive(1);
        return probe.messages.find(isAbout);
      },
      () => `${probe.messages.length} messages`,
    );
  }
  return `${probe.messages.length} messages to people`;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
async function metrics(deployed: Deployed): Promise<string> {
  const now = Date.now();
  let seen = 0;
  await waitFor(
    `the metric Images counts ${SAMPLES.length}`,
    deployed,
    async () => {
      const { Datapoints = [] } = await deployed.clients.cloudWatch.send(
        new GetMetricStatisticsCommand({
          Namespace: 'Glyphwatch',
          MetricName: 'Images',
          Dimensions: [{ Name: 'Function', Value: deployed.outputs['Function'] }],
          StartTime: new Date(now - HOUR_MS),
          EndTime: new Date(now + HOUR_MS),
          Period: PERIOD_SECONDS,
          Statistics: ['Sum'],
        }),
      );
      seen = Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
      return seen >= SAMPLES.length ? true : undefined;
    },
    () => String(seen),
  );
  return `Images ${seen}`;
}

async function alarms({ name, clients }: Deployed): Promise<string> {
  const { MetricAlarms = [] } = await clients.cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `${name}-`, MaxRecords: 100 }),
  );
  const states = Map.groupBy(MetricAlarms, ({ StateValue = 'unknown' }) => StateValue);
  const counts = [...states].map(([state, { length }]) => `${length} ${state}`).join(', ');
  if (MetricAlarms.length === 0) throw new Error('there are none');
  const raised = states.get('ALARM') ?? [];
  if (raised.length === 0) return counts;
  throw new Error(`${counts}: ${raised.map(({ AlarmName }) => AlarmName).join(', ')}`);
}

interface DoctorFinding {
  readonly check: string;
  readonly state: string;
  readonly text?: string;
}

async function doctor({ glyphwatch }: Deployed): Promise<string> {
  const { findings }: { findings: DoctorFinding[] } = answerOf(
    await glyphwatch('doctor', '--format', 'json'),
  );
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const others = findings.filter(({ state }) => state !== 'ok');
  return [
    `${findings.length - others.length} ok`,
    ...others.map(({ check, state }) => `${check} ${state}`),
  ].join(', ');
}

async function backfill(deployed: Deployed, before: Before): Promise<string> {
  const bucket = deployed.outputs['Bucket'] ?? '';
  const { sent }: { sent: number } = answerOf(
    await deployed.glyphwatch('backfill', '--bucket', bucket, '--yes', '--format', 'json'),
  );
  if (sent !== SAMPLES.length) throw new Error(`${sent} images sent`);
  await isEmpty(deployed, 'Queue');
  await nothingChanged(deployed, before);
  return `${sent} images sent again, nothing read or told twice`;
}

async function redrive(deployed: Deployed, before: Before): Promise<string> {
  const { clients, outputs } = deployed;
  const [first] = before.uploads;
  if (!first) throw new Error('nothing was uploaded');
  const MessageBody = uploadEventOf(outputs['Bucket'] ?? '', first);
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: outputs['DeadLetters'], MessageBody }));
  const { queues }: { queues: { moved: number }[] } = answerOf(
    await deployed.glyphwatch('dlq', 'redrive', '--queue', 'uploads', '--format', 'json'),
  );
  if (queues[0]?.moved !== 1) throw new Error(`${queues[0]?.moved ?? 'no'} dead letters moved`);
  for (const queue of ['DeadLetters', 'Queue'] as const) await isEmpty(deployed, queue);
  await nothingChanged(deployed, before);
  return '1 dead letter sent through the pipeline again, nothing read or told twice';
}

async function nothingChanged(deployed: Deployed, { rows }: Before): Promise<void> {
  const { probe, quietMs } = deployed;
  const told = probe.messages.length;
  await probe.receive(quietMs / 1000);
  if (probe.messages.length > told)
    throw new Error(`${probe.messages.length - told} messages were sent again`);
  for (const [key, row] of rows) {
    const now = await rowOf(deployed, key);
    if (now?.status !== row.status || now.revision !== row.revision)
      throw new Error(
        `${key} was ${row.status} (revision ${row.revision}), is ${now?.status} (revision ${now?.revision})`,
      );
  }
}

/** Of a command that printed JSON. */
function answerOf<T>({ status, out, err }: { status: number; out: string; err: string }): T {
  try {
    return JSON.parse(out) as T;
  } catch {
    throw new Error(`exit code ${status}: ${err || out}`);
  }
}
