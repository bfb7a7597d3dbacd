import { randomUUID } from 'node:crypto';
import type { AwsEnvironment } from '../aws-environment.ts';
import type { EventBus } from '../events/event-bus.ts';
import { isRecord } from '@glyphwatch/domain';
import { json } from './answers.ts';
import type { HttpAnswer } from './forward.ts';
import type { Call } from './read-call.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;
const REQUIRED = ['Source', 'DetailType', 'Detail'];

export async function putEvents(
  { input }: Call,
  bus: EventBus,
  { account, region }: AwsEnvironment,
): Promise<HttpAnswer> {
  const entries = Array.isArray(input['Entries']) ? input['Entries'].filter(isRecord) : [];
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const message = `Entries must be 1 to ${MAX_ENTRIES}.`;
    return json('events', 400, { __type: 'ValidationException', message });
  }
  const Entries = [];
  for (const entry of entries) {
    const problem = problemOf(entry, bus);
    if (problem) {
      Entries.push({ ErrorCode: problem[0], ErrorMessage: problem[1] });
      continue;
    }
    const id = randomUUID();
    await bus.put(eventOf(entry, { id, account, region }), busOf(entry));
    Entries.push({ EventId: id });
  }
  const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
  return json('events', 200, { FailedEntryCount, Entries });
}

function problemOf(
  entry: Readonly<Record<string, unknown>>,
  bus: EventBus,
): [code: string, message: string] | undefined {
  const missing = REQUIRED.find((field) => typeof entry[field] !== 'string');
  if (missing) return ['InvalidArgument', `Parameter ${missing} is not valid.`];
  if (!isRecord(parsed(entry['Detail']))) return ['MalformedDetail', 'Detail is malformed.'];
  if (!bus.has(busOf(entry))) return ['ResourceNotFoundException', 'There is no such bus.'];
  return undefined;
}

function eventOf(
  { Source, DetailType, Detail, Time, Resources = [] }: Readonly<Record<string, unknown>>,
  { id, account, region }: AwsEnvironment & { readonly id: string },
) {
  const time = typeof Time === 'number' ? new Date(Time * 1000) : new Date();
  return {
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account,
    time: time.toISOString().replace(/\.\d+/, ''),
    region,
    resources: Resources,
    detail: parsed(Detail),
  };
}

function busOf({ EventBusName = 'default' }: Readonly<Record<string, unknown>>): string {
  return String(EventBusName).split('/').at(-1) ?? '';
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
