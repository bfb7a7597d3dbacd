import { announce, announcedBefore, announceFailure, type Channel } from './announce.ts';
import { layOutText } from './lay-out-text.ts';
import type { NotificationKind } from './notification.ts';
import type { Result, ScanOutcome } from './result.ts';
import { READABLE_IDS, SOME_UPLOAD, someMatch, someRule } from './testing.ts';
import { MAX_NOTIFICATION_MATCHES } from './notification-rule.ts';

const MAIL = channel('mail', ['matched'], true);
const LOG = channel('log', ['matched', 'scanned', 'failed'], true);

describe('the announcement of an outcome with matches', () => {
  it('is one message per channel with every rule, and a record per rule', () => {
    const rules = [someRule(), someRule({ ruleId: 'door', severity: 'critical' })];
    const { notifications, records, notified } = announceOf(matched(rules), [MAIL, LOG]);
    expect(notifications).toMatchObject([
      {
        channel: 'mail',
        kind: 'matched',
        severity: 'critical',
        rules: [{ ruleId: 'door' }, { ruleId: 'gate' }],
      },
      { channel: 'log', kind: 'matched', severity: 'critical', imageId: 'b/gate.png' },
    ]);
    expect(records).toMatchObject([
      { id: 'gate|r1|b/gate.png|v1', ruleId: 'gate', watchlistVersion: 'w1', version: 'v1' },
      { id: 'door|r1|b/gate.png|v1', ruleId: 'door', uploadedAt: SOME_UPLOAD.uploadedAt },
    ]);
    expect(notified).toEqual(records.map(({ id }) => id));
  });

  it('has the most severe rule first, and equal ones in the order of the rule file', () => {
    const severities = ['high', 'low', 'critical', 'high', 'critical'] as const;
    const rules = severities.map((severity, at) =>
      someRule({ ruleId: `${severity} ${at}`, severity }),
    );
    const [message] = announceOf(matched(rules), [MAIL]).notifications;
    expect(message?.rules.map(({ ruleId }) => ruleId)).toEqual([
      ...['critical 2', 'critical 4', 'high 0', 'high 3', 'low 1'],
    ]);
  });

  it('has the same ids every time, and different ones for other channels, versions and rules', () => {
    const idOf = (outcome: ScanOutcome, version = 'v1') =>
      announce({ ...SOME_UPLOAD, version }, outcome, [], [MAIL], READABLE_IDS).notifications[0]?.id;
    const one = matched([someRule()]);
    const [mail, log] = announceOf(one, [MAIL, LOG]).notifications;
    expect(idOf(one)).toBe(mail?.id);
    const others = [log?.id, idOf(one, 'v2'), idOf(matched([someRule({ ruleVersion: 'r2' })]))];
    expect(new Set([mail?.id, ...others]).size).toBe(4);
    expect(mail?.rules[0]?.notificationId).toBe(log?.rules[0]?.notificationId);
  });

  it('has another id when the image comes back to a version that it had before', () => {
    const outcome = matched([someRule()]);
    const tell = (sequencer: string) =>
      announce({ ...SOME_UPLOAD, sequencer }, outcome, [], [MAIL], READABLE_IDS);
    const [first, back] = [tell('01'), tell('03')];
    expect(first.notifications[0]?.id).not.toBe(back.notifications[0]?.id);
    expect(first.records[0]?.id).toBe(back.records[0]?.id);
  });

  it('leaves out what was announced before', () => {
    const old = announceOf(matched([someRule()]), [MAIL]);
    const rules = [someRule(), someRule({ ruleId: 'door' })];
    const news = announceOf(matched(rules), [MAIL], old.notified);
    expect(news.notifications).toMatchObject([{ rules: [{ ruleId: 'door' }] }]);
    expect(news.records).toMatchObject([{ ruleId: 'door' }]);
    expect(news.notified).toHaveLength(2);
    const nothing = announceOf(matched(rules), [MAIL], news.notified);
    expect(nothing).toEqual({ notifications: [], records: [], notified: news.notified });
  });

  it('goes to the channels that a rule names, and to the default ones', () => {
    const pager = channel('pager', ['matched'], false);
    const sent = (channels: string[]) =>
      announceOf(matched([someRule({ channels })]), [MAIL, pager]).notifications.map(
        (message) => message.channel,
      );
    expect(sent(['default'])).toEqual(['mail']);
    expect(sent(['pager'])).toEqual(['pager']);
    expect(sent(['pager', 'mail'])).toEqual(['mail', 'pager']);
    expect(sent(['removed'])).toEqual([]);
  });

  it('says on which page each place is, and how many pages were read of how many', () => {
    const rules = [someRule({ matches: [someMatch({ page: 3 })] })];
    const detection = { ...layOutText('A\fB\fKEEP OUT'), pageCount: 12, pagesRead: 3 };
    const [message] = announceOf({ ...matched(rules), detection }, [MAIL]).notifications;
    expect(message).toMatchObject({
      pageCount: 12,
      pagesRead: 3,
      rules: [{ matches: [{ page: 3 }] }],
    });
  });

  it('is recorded even if no channel receives it', () => {
    const { notifications, records } = announceOf(matched([someRule()]), []);
    expect([notifications.length, records.length]).toEqual([0, 1]);
  });

  it('counts all places of a rule and shows the first ones', () => {
    const matches = Array.from({ length: 50 }, (_, line) => someMatch({ lines: [line] }));
    const [sent] = announceOf(matched([someRule({ matches })]), [MAIL]).notifications;
    expect(sent?.rules[0]?.count).toBe(50);
    expect(sent?.rules[0]?.matches).toHaveLength(MAX_NOTIFICATION_MATCHES);
  });
});

describe('the announcement of a sensitive match', () => {
  const detection = layOutText('KEY AKIAIOSFODNN7EXAMPLE');
  const secret = someMatch({
    value: 'AKIAIOSFODNN7EXAMPLE',
    text: 'AKIAIOSFODNN7EXAMPLE',
    context: 'KEY AKIAIOSFODNN7EXAMPLE',
    words: [[0, 1]],
  });
  const sensitive = someRule({ ruleId: 'aws', sensitive: true, matches: [secret] });

  it('is masked in the message, not in the record', () => {
    const outcome = matched([sensitive], detection);
    const { notifications, records } = announceOf(outcome, [MAIL]);
    expect(JSON.stringify(notifications)).not.toContain('FODNN7');
    expect(notifications[0]?.rules[0]?.matches[0]?.text).toBe('AKIA••••');
    expect(records[0]?.matches[0]?.text).toBe('AKIAIOSFODNN7EXAMPLE');
  });

  it('stays masked when another rule matched beside it', () => {
    const beside = someMatch({
      value: 'KEY',
      text: 'KEY',
      context: secret.context,
      words: [[0, 0]],
    });
    const rules = [sensitive, someRule({ matches: [beside] })];
    const [sent] = announceOf(matched(rules, detection), [MAIL]).notifications;
    expect(sent?.rules[1]?.matches[0]).toMatchObject({ text: 'KEY', context: 'KEY AKIA••••' });
    expect(JSON.stringify(sent)).not.toContain('FODNN7');
  });

  it('stays masked in a copy that it did not accept, beside what another rule matched', () => {
    const copied = layOutText('KEY AKIAIOSFODNN7EXAMPLE\nOLD akiaiosfodnn7example');
    const beside = someMatch({ value: 'OLD', text: 'OLD', lines: [2], words: [[1, 0]] });
    const rules = [sensitive, someRule({ matches: [beside] })];
    const [sent] = announceOf(matched(rules, copied), [MAIL]).notifications;
    expect(sent?.rules[1]?.matches[0]).toMatchObject({ text: 'OLD', context: 'OLD akia••••' });
  });

  it('keeps to itself which other words are masked', () => {
    const rules = [{ ...sensitive, hides: [[0, 0] as const] }];
    const { notifications, records } = announceOf(matched(rules, detection), [MAIL]);
    expect(notifications[0]?.rules[0]).not.toHaveProperty('hides');
    expect(records[0]).not.toHaveProperty('hides');
  });

  it('stays masked when another rule matched it too', () => {
    const same = { ...secret, value: '[A-Z0-9]{20}' };
    const rules = [someRule({ matches: [same] }), sensitive];
    const [sent] = announceOf(matched(rules, detection), [MAIL]).notifications;
    expect(sent?.rules[0]?.matches[0]).toMatchObject({ text: 'AKIA••••', context: 'KEY AKIA••••' });
    expect(JSON.stringify(sent)).not.toContain('FODNN7');
  });
});

describe('the announcement of an outcome without matches', () => {
  it('goes once, with the whole text, to channels that receive every image', () => {
    const outcome = {
      ...matched([]),
      status: 'NO_MATCH',
      detection: layOutText('A B\nC'),
    } as const;
    const { notifications, records, notified } = announceOf(outcome, [MAIL, LOG]);
    expect(notifications).toMatchObject([
      { channel: 'log', kind: 'scanned', text: 'A B\nC', rules: [] },
    ]);
    expect(notifications[0]).not.toHaveProperty('severity');
    expect(records).toEqual([]);
    expect(announceOf(outcome, [LOG], notified).notifications).toEqual([]);
  });

  it('has a different id for another version', () => {
    const outcome = { ...matched([]), status: 'NO_MATCH' } as const;
    const ids = ['v1', 'v2'].map((version) => {
      const upload = { ...SOME_UPLOAD, version };
      return announce(upload, outcome, [], [LOG], READABLE_IDS).notifications[0]?.id;
    });
    expect(new Set(ids).size).toBe(2);
  });

  it('is a failure with its reason when the image could not be read', () => {
    const nothing = { ruleMatches: [], nearMisses: [] };
    const outcome = { ...nothing, status: 'UNSUPPORTED', reason: 'cut off' } as const;
    const { notifications } = announceOf(outcome, [MAIL, LOG]);
    expect(notifications).toMatchObject([
      { kind: 'failed', status: 'UNSUPPORTED', reason: 'cut off' },
    ]);
    expect(notifications[0]).not.toHaveProperty('text');
  });
});

describe('the announcement of a final failure', () => {
  it('goes once to channels that receive failures', () => {
    const { notifications, notified } = failureOf([]);
    expect(notifications).toMatchObject([{ channel: 'log', status: 'FAILED', reason: 'down' }]);
    expect(failureOf(notified)).toEqual({ notifications: [], notified });
  });

  it('is not repeated when the image turns out to be unsupported', () => {
    const { notified } = failureOf([]);
    const outcome = { status: 'UNSUPPORTED', ruleMatches: [], nearMisses: [] } as const;
    expect(announceOf(outcome, [LOG], notified).notifications).toEqual([]);
  });
});

describe('what was announced before', () => {
  it('counts only for the same version', () => {
    const { address, version, sequencer, uploadedAt } = SOME_UPLOAD;
    const about = { imageId: 'b/gate.png', address, version, sequencer, uploadedAt };
    const none = { unrecorded: [], ruleMatches: [], nearMisses: [] };
    const kept = { ...about, ...none, status: 'MATCHED', updatedAt: 0, attempts: 1 } as const;
    const previous: Result = { ...kept, notified: ['x'] };
    expect(announcedBefore(SOME_UPLOAD, previous)).toEqual(['x']);
    expect(announcedBefore({ ...SOME_UPLOAD, version: 'v2' }, previous)).toEqual([]);
    expect(announcedBefore(SOME_UPLOAD, undefined)).toEqual([]);
  });
});

function channel(name: string, receives: readonly NotificationKind[], isDefault: boolean): Channel {
  return { name, receives: new Set(receives), isDefault };
}

function matched(
  ruleMatches: ScanOutcome['ruleMatches'],
  detection = layOutText('KEEP OUT'),
): ScanOutcome {
  return { status: 'MATCHED', detection, watchlistVersion: 'w1', ruleMatches, nearMisses: [] };
}

function announceOf(
  outcome: ScanOutcome,
  channels: readonly Channel[],
  notified: readonly string[] = [],
) {
  return announce(SOME_UPLOAD, outcome, notified, channels, READABLE_IDS);
}

function failureOf(notified: readonly string[]) {
  return announceFailure(SOME_UPLOAD, 'down', notified, [MAIL, LOG], READABLE_IDS);
}
