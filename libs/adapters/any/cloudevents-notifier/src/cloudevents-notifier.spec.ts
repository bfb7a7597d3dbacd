import type { Notification } from '@glyphwatch/domain';
import {
  describeNotifierContract,
  notifierContract,
  sampleDigest,
  sampleNotification,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import {
  attackingDigests,
  attackingNotifications,
  describeFaults,
  HIDDEN_CHARACTER,
} from '@glyphwatch/http-calls/testing';
import { CloudeventsNotifier, type CloudeventsNotifierOptions } from './cloudevents-notifier.ts';
import { EventsServer, TOKEN } from './testing/events-server.ts';

const servers: EventsServer[] = [];
const PATH = '/secret-path';

async function open(changes: Partial<CloudeventsNotifierOptions> = {}) {
  const server = new EventsServer();
  servers.push(server);
  const notifier = new CloudeventsNotifier({
    url: `http://127.0.0.1:${await server.listen()}${PATH}`,
    token: TOKEN,
    allowHttp: true,
    allowPrivate: true,
    wait: async () => undefined,
    ...changes,
  });
  return { server, notifier };
}

const openSubject =
  (mode: CloudeventsNotifierOptions['mode'] = 'structured', checksToken = true) =>
  async () => {
    const { server, notifier } = await open({ mode });
    server.checksToken = checksToken;
    return {
      notifier,
      received: async () => server.events.map(({ id }) => id),
      goDown: () => server.close(),
      refuse: async () => void (server.replies = [{ status: 422 }]),
      misconfigure: async () => void (server.token = 'another'),
      close: () => server.close(),
    };
  };

/** S3 takes keys of 1,024 bytes, Linux paths of 4,096. */
const hasRealAddress = ({ address: { key } }: Notification) => key.length < 4096;

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('CloudeventsNotifier, structured', openSubject('structured'));
describeNotifierContract('CloudeventsNotifier, binary', openSubject('binary'));

describeFaults('CloudeventsNotifier', open, { secrets: [PATH, TOKEN], takesAnyBody: true });

it.each(['structured', 'binary'] as const)(
  'sends one event with the notification, %s',
  async (mode) => {
    const { server, notifier } = await open({ mode, source: '/cameras/yard' });
    const upload = sampleUpload({
      address: { bucket: 'photos', key: 'Tür "3" 50%.png' },
      uploadedAt: 0,
    });
    await notifier.notify(sampleNotification({ id: 'n-1' }, upload));
    expect(server.events).toMatchObject([
      {
        specversion: '1.0',
        id: 'n-1',
        source: '/cameras/yard',
        type: 'glyphwatch.image.matched',
        subject: 'photos/Tür "3" 50%.png',
        time: '1970-01-01T00:00:00.000Z',
        data: { notificationId: 'n-1', address: upload.address, ruleCount: 1 },
      },
    ]);
  },
);

it.each(['structured', 'binary'] as const)(
  'sends a digest as an event of its own, %s',
  async (mode) => {
    const { server, notifier } = await open({ mode });
    await notifier.notify(sampleDigest({ id: 'd-1' }));
    for (const digest of attackingDigests()) await notifier.notify(digest);
    expect(server.events[0]).toMatchObject({
      id: 'd-1',
      type: 'glyphwatch.image.digest',
      time: '2026-11-28T22:00:01.000Z',
      data: { notificationId: 'd-1', count: 2, groups: [{ ruleId: 'gate', count: 2 }] },
    });
    expect(server.received.filter(({ body }) => HIDDEN_CHARACTER.test(body))).toEqual([]);
    expect(server.events).toHaveLength(1 + attackingDigests().length);
  },
);

it('encodes attributes in headers as the specification does', async () => {
  const { server, notifier } = await open({ mode: 'binary' });
  const address = { bucket: 'photos', key: 'Euro € 😀' };
  await notifier.notify(sampleNotification({}, sampleUpload({ address })));
  expect(server.received[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-subject': 'photos/Euro%20%E2%82%AC%20%F0%9F%98%80',
  });
});

it.each(['structured', 'binary'] as const)(
  'keeps what stands in a picture or a name intact and inert, %s',
  async (mode) => {
    const { server, notifier } = await open({ mode });
    const attacks = attackingNotifications().filter(hasRealAddress);
    for (const attack of attacks) await notifier.notify(attack);
    expect(server.received.filter(({ body }) => HIDDEN_CHARACTER.test(body))).toEqual([]);
    expect(server.events).toHaveLength(attacks.length);
    for (const [index, { data }] of server.events.entries()) {
      expect(data.address).toEqual(attacks[index]?.address);
    }
  },
);

it('refuses an event whose address alone is too long', async () => {
  const { notifier } = await open();
  for (const attack of attackingNotifications().filter((one) => one.address.key.length > 65_536)) {
    await expect(notifier.notify(attack)).rejects.toMatchObject({ code: 'notification-refused' });
  }
});

it('breaks a promise of the port if the server of this spec checks no token', async () => {
  expect(await notifierContract.brokenBy(openSubject('structured', false))).toEqual([
    'fails with notifier-misconfigured when a person must act',
  ]);
});
