import { EventBus } from '../events/event-bus.ts';
import { AccessControl } from '../iam/access-control.ts';
import { readResources } from '../template/read-resources.ts';
import { resolveTemplate } from '../template/resolve-template.ts';
import { putEvents } from './put-events.ts';

const PLACE = { account: '000000000000', region: 'us-east-1' };
const Resources = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'machines' } } };
const resources = readResources(
  resolveTemplate({ Resources }, { ...PLACE, endpoint: 'http://127.0.0.1:1' }),
);
const ENTRY = {
  EventBusName: 'machines',
  Source: 'glyphwatch',
  DetailType: 'T',
  Detail: '{"a":1}',
};

let bus: EventBus;
let heard: unknown[];
beforeEach(() => {
  heard = [];
  bus = new EventBus(resources, new AccessControl(resources), {
    sendToQueue: async () => {},
    invokeFunction: async () => {},
  });
  bus.listen('machines', { source: ['glyphwatch'] }, (event) => heard.push(event));
});

async function put(...Entries: readonly object[]) {
  const call = {
    service: 'events',
    operation: 'PutEvents',
    accesses: [],
    input: { Entries },
  } as const;
  const { status, body } = await putEvents(call, bus, PLACE);
  return { status, answer: JSON.parse(body.toString()) as Record<string, unknown> };
}

it('puts an event on the bus as rules see it', async () => {
  const { answer } = await put({ ...ENTRY, Time: 1_767_225_600 });
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  expect(heard).toEqual([
    expect.objectContaining({
      source: 'glyphwatch',
      'detail-type': 'T',
      time: '2026-01-01T00:00:00Z',
      detail: { a: 1 },
    }),
  ]);
});

it('rejects single entries and takes the others', async () => {
  const { status, answer } = await put(
    { ...ENTRY, Detail: 'no JSON' },
    { ...ENTRY, EventBusName: 'nobody' },
    { ...ENTRY, Source: undefined },
    ENTRY,
  );
  expect(status).toBe(200);
  expect(answer).toMatchObject({
    FailedEntryCount: 3,
    Entries: [
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'ResourceNotFoundException' },
      { ErrorCode: 'InvalidArgument' },
      { EventId: expect.any(String) },
    ],
  });
  expect(heard).toHaveLength(1);
});

it('takes one to ten entries', async () => {
  expect((await put()).status).toBe(400);
  expect((await put(...Array<object>(11).fill(ENTRY))).status).toBe(400);
});
