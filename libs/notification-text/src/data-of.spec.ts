import type { Notification, NotificationMatch, NotificationRule } from '@glyphwatch/domain';
import { dataOf } from './data-of.ts';

const MATCH: NotificationMatch = {
  value: 'KEEP OUT',
  text: 'KEEP OUT',
  via: 'exact',
  confidence: 1,
  lines: [1],
  polygons: [],
  context: 'C'.repeat(3_000),
};
const RULE: NotificationRule = {
  notificationId: 'r-1',
  ruleId: 'keep-out',
  ruleVersion: '1',
  kind: 'watch',
  severity: 'high',
  sensitive: false,
  tags: ['door'],
  count: 30,
  matches: Array.from({ length: 20 }, () => MATCH),
};
const NOTIFICATION: Notification = {
  id: 'n-1',
  channel: 'bus',
  kind: 'matched',
  imageId: 'uploads/gate.jpg',
  address: { bucket: 'uploads', key: 'gate.jpg' },
  version: 'v1',
  uploadedAt: 0,
  status: 'MATCHED',
  severity: 'high',
  rules: Array.from({ length: 300 }, () => RULE),
};

it('yields the whole notification first', () => {
  const [whole] = dataOf(NOTIFICATION);
  const { id, kind: _, ...about } = NOTIFICATION;
  expect(whole).toEqual({
    ...about,
    notificationId: id,
    uploadedAt: '1970-01-01T00:00:00.000Z',
    shortened: false,
    ruleCount: 300,
  });
});

it('gets shorter at every step and never loses a count or the address', () => {
  const steps = [...dataOf(NOTIFICATION)];
  const sizes = steps.map((data) => JSON.stringify(data).length);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes.at(-1)).toBeLessThan(5_000);
  for (const { ruleCount, imageId, rules } of steps) {
    expect([ruleCount, imageId, rules[0]?.count]).toEqual([300, 'uploads/gate.jpg', 30]);
  }
  expect(steps.slice(1).every(({ shortened }) => shortened)).toBe(true);
});

it('never cuts a character in half', () => {
  const text = `${'x'.repeat(1_999)}🚪🚪`;
  const [, shorter] = dataOf({ ...NOTIFICATION, text });
  expect(shorter?.text).toBe(`${'x'.repeat(1_999)}…`);
});
