import {
  briefly,
  type ErrorCode,
  type Message,
  type Notification,
  type Notifier,
} from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import {
  sampleDigest,
  sampleNotification,
  sampleNotificationRule,
  sampleUpload,
  unique,
} from './samples.ts';

export interface NotifierSubject {
  readonly notifier: Notifier;
  /** Ids of the messages that arrived, including repeats. */
  received(): Promise<readonly string[]>;
  /** From here on nothing answers on the channel. */
  goDown?(): Promise<void>;
  /** From here on the channel answers that it will never accept such a message. */
  refuse?(): Promise<void>;
  /** From here on a person must act: wrong credentials, no such topic, no permission. */
  misconfigure?(): Promise<void>;
  close?(): Promise<void>;
}

/** What a notification says. Errors are logged, so it must not be in one. */
const CANARY = 'CANARY-7F3A';
const NASTY = 'a\r\nBcc: x@example.org\u001b[31m\u202e "\'<b>&%41+🚪\u0000.png';
const LONG_NAME = 'a-rather-long-name-of-a-rule-or-folder';

export const notifierContract = new Contract<NotifierSubject>();

notifierContract.promise('has delivered a message once it resolves', async (subject) => {
  await expectDelivery(subject, sampleNotification());
});

notifierContract.promise('sends the same message again', async (subject) => {
  const notification = sampleNotification();
  await subject.notifier.notify(notification);
  await expectDelivery(subject, notification);
});

notifierContract.promise('sends that an image was scanned without a match', async (subject) => {
  await expectDelivery(
    subject,
    withoutRules({ kind: 'scanned', status: 'NO_MATCH', text: 'A\nB' }),
  );
  await expectDelivery(subject, withoutRules({ kind: 'scanned', status: 'NO_TEXT', text: '' }));
});

notifierContract.promise('sends that an image could not be read', async (subject) => {
  const reason = 'The picture is cut off.';
  await expectDelivery(subject, withoutRules({ kind: 'failed', status: 'UNSUPPORTED', reason }));
});

notifierContract.promise('accepts names and texts with any characters', async (subject) => {
  const address = { bucket: unique('bucket'), key: NASTY };
  const rules = [sampleNotificationRule({ ruleId: 'gate', description: NASTY, tags: [NASTY] })];
  await expectDelivery(subject, sampleNotification({ rules }, sampleUpload({ address })));
  await expectDelivery(subject, withoutRules({ kind: 'scanned', status: 'NO_MATCH', text: NASTY }));
});

notifierContract.promise('accepts messages of any length', async (subject) => {
  const [match] = sampleNotificationRule().matches;
  const context = 'LONG '.repeat(100);
  const matches = match ? Array.from({ length: 20 }, () => ({ ...match, context })) : [];
  const rules = Array.from({ length: 100 }, (_, index) =>
    sampleNotificationRule({ ruleId: `rule-${index}`, count: 400, matches }),
  );
  await expectDelivery(subject, sampleNotification({ rules }));
  const text = 'LONG\n'.repeat(300_000);
  await expectDelivery(subject, withoutRules({ kind: 'scanned', status: 'NO_MATCH', text }));
});

notifierContract.promise('delivers many messages at once', async (subject) => {
  const many = Array.from({ length: 10 }, () => sampleNotification());
  await Promise.all(many.map((notification) => subject.notifier.notify(notification)));
  const ids = many.map(({ id }) => id);
  expect(await subject.received()).toEqual(expect.arrayContaining(ids));
});

notifierContract.promise('sends a digest, and sends it again', async (subject) => {
  const digest = sampleDigest();
  await expectDelivery(subject, digest);
  await expectDelivery(subject, digest);
});

notifierContract.promise('sends a digest of images without a match', async (subject) => {
  const unread = withoutRules({ kind: 'failed', status: 'FAILED', reason: 'Cut off.' });
  const read = withoutRules({ kind: 'scanned', status: 'NO_MATCH', text: 'A\nB' });
  const run = { id: 'r-1', name: 'replay' };
  await expectDelivery(subject, sampleDigest({ run }, [unread, read]));
});

notifierContract.promise('sends a digest and a notification as mere counts', async (subject) => {
  await expectDelivery(subject, sampleDigest({ examples: [] }));
  await expectDelivery(subject, briefly(sampleNotification()));
});

notifierContract.promise('accepts a digest with any characters', async (subject) => {
  const [sample] = sampleNotificationRule().matches;
  const matches = sample ? [{ ...sample, text: NASTY, value: NASTY, context: NASTY }] : [];
  const about = { ruleId: NASTY, description: NASTY, tags: [NASTY], matches };
  const upload = sampleUpload({ address: { bucket: unique('bucket'), key: `${NASTY}/a.png` } });
  const notification = sampleNotification({ rules: [sampleNotificationRule(about)] }, upload);
  const run = { id: 'r-1', name: NASTY };
  await expectDelivery(subject, sampleDigest({ run, why: NASTY }, [notification, notification]));
});

notifierContract.promise('accepts a digest of any size', async (subject) => {
  const notifications = Array.from({ length: 10_000 }, (_, index) => {
    const rules = [sampleNotificationRule({ ruleId: `${LONG_NAME}-${index % 60}` })];
    const key = `${LONG_NAME.repeat(4)}-${index % 7}/${index}.png`;
    return sampleNotification({ rules }, sampleUpload({ address: { bucket: 'many', key } }));
  });
  const digest = sampleDigest({}, notifications);
  expect(digest).toMatchObject({ count: 10_000, others: { groups: 10 } });
  await expectDelivery(subject, digest);
});

notifierContract.promiseWith(
  'goDown',
  'fails with notifier-unavailable when nothing answers',
  async (subject) => {
    await subject.goDown();
    await expectRefusal(subject, 'notifier-unavailable');
  },
);

notifierContract.promiseWith(
  'refuse',
  'fails with notification-refused when the message will never be accepted',
  async (subject) => {
    await subject.refuse();
    await expectRefusal(subject, 'notification-refused');
  },
);

notifierContract.promiseWith(
  'misconfigure',
  'fails with notifier-misconfigured when a person must act',
  async (subject) => {
    await subject.misconfigure();
    await expectRefusal(subject, 'notifier-misconfigured');
  },
);

export function describeNotifierContract(
  name: string,
  open: () => Promise<NotifierSubject>,
  options?: ContractOptions<NotifierSubject>,
): void {
  notifierContract.describe(name, open, options);
}

async function expectDelivery(
  { notifier, received }: NotifierSubject,
  message: Message,
): Promise<void> {
  await notifier.notify(message);
  expect(await received()).toContain(message.id);
}

async function expectRefusal({ notifier, received }: NotifierSubject, code: ErrorCode) {
  const [match] = sampleNotificationRule().matches;
  const sent = match ? [{ ...match, value: CANARY, text: CANARY, context: CANARY }] : [];
  const about = { ruleId: CANARY, description: CANARY, tags: [CANARY] };
  const rules = [sampleNotificationRule({ ...about, matches: sent })];
  const address = { bucket: unique('bucket'), key: `${CANARY}/a.png` };
  const notification = sampleNotification(
    { rules, text: CANARY, reason: CANARY },
    sampleUpload({ address }),
  );
  for (const message of [notification, sampleDigest({}, [notification, notification])]) {
    const error = await failureOf(notifier.notify(message), code);
    expect(error.message).not.toContain(CANARY);
    expect(await received()).not.toContain(message.id);
  }
}

function withoutRules(changes: Partial<Notification>): Notification {
  const { severity: _, ...notification } = sampleNotification(changes);
  return { ...notification, rules: [] };
}
