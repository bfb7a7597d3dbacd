import { sampleDigest, sampleNotification, sampleNotificationRule } from '../contracts/index.ts';
import { inOwnWords } from './in-own-words.ts';

const template = { note: 'Call 555-0100' };
const ofRule = (ruleId: string) => (ruleId === 'gate' ? { template } : undefined);
const rules = [sampleNotificationRule({ ruleId: 'gate' }), sampleNotificationRule({ ruleId: 'b' })];
const { severity: _, ...unread } = sampleNotification({ kind: 'failed', status: 'FAILED' });

it('gives each rule of a notification its own template', () => {
  expect(inOwnWords(sampleNotification({ rules }), ofRule)).toMatchObject({
    rules: [{ ruleId: 'gate', template }, expect.not.objectContaining({ template })],
  });
});

it('gives each group of a digest the template of its rule, and images without a match none', () => {
  const digest = sampleDigest({}, [sampleNotification({ rules }), { ...unread, rules: [] }]);
  const told = inOwnWords(digest, ofRule);
  expect(told).toEqual({
    ...digest,
    groups: digest.groups.map((group) =>
      group.ruleId === 'gate' ? { ...group, template } : group,
    ),
  });
});

it('leaves a digest what subscribers filter by: also rules beside a more severe one', () => {
  const digest = sampleDigest({}, [sampleNotification({ rules }), { ...unread, rules: [] }]);
  expect(digest.groups.map(({ ruleId }) => ruleId)).toEqual(['gate', undefined]);
  expect(digest.facets).toMatchObject({
    kinds: ['matched', 'failed'],
    severities: ['high'],
    ruleIds: ['gate', 'b'],
  });
  expect(digest.facets.buckets).toHaveLength(2);
});
