import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  sampleDigest,
  sampleNotification,
  sampleNotificationRule,
} from '@glyphwatch/domain/contracts';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { LARGEST_PAYLOAD, payloadOf } from './payload-of.ts';

const ajv = new Ajv({ allErrors: true, strict: true });
addFormats(ajv);
const schemaIn = (file: string) =>
  ajv.compile(JSON.parse(readFileSync(join(__dirname, file), 'utf8')));
const ofNotification = schemaIn('notification.schema.json');
const ofDigest = schemaIn('digest.schema.json');

function checkedPayload(...arguments_: Parameters<typeof payloadOf>) {
  const payload = payloadOf(...arguments_);
  expect(Buffer.byteLength(payload)).toBeLessThan(LARGEST_PAYLOAD);
  const parsed = JSON.parse(payload);
  const validate = parsed.type === 'image.digest' ? ofDigest : ofNotification;
  validate(parsed);
  expect(validate.errors ?? []).toEqual([]);
  return parsed;
}

const [match] = sampleNotificationRule().matches;
const manyMatches = match
  ? Array.from({ length: 20 }, () => ({ ...match, context: 'LONG '.repeat(99) }))
  : [];

describe('payloadOf', () => {
  it('follows the schema for a match, with every field', () => {
    const told = match ? [{ ...match, foldedPositions: [5], joined: 'hyphen' as const }] : [];
    const address = { bucket: 'photos', key: 'a\r\nb.png', versionId: 'v-9' };
    const notification = sampleNotification({
      address,
      rules: [sampleNotificationRule({ matches: told })],
    });
    expect(checkedPayload(notification)).toMatchObject({
      type: 'image.matched',
      timestamp: '2025-10-09T08:53:20.000Z',
      data: { address, shortened: false, ruleCount: 1, rules: [{ ruleId: 'gate', matches: told }] },
    });
  });

  it('follows the schema for an image without a match and for one that could not be read', () => {
    const { severity: _, ...quiet } = sampleNotification({ rules: [] });
    checkedPayload({ ...quiet, kind: 'scanned', status: 'NO_MATCH', text: 'OPEN' });
    checkedPayload({ ...quiet, kind: 'failed', status: 'UNSUPPORTED', reason: 'Cut off.' });
  });

  it('follows the schema of a digest, whole and shortened', () => {
    const digest = sampleDigest({ nextAt: 0, run: { id: 'r-1', name: 'replay' } });
    expect(checkedPayload(digest)).toMatchObject({
      type: 'image.digest',
      timestamp: '2026-11-28T22:00:01.000Z',
      data: { count: 2, shortened: false, groupCount: 1, groups: [{ ruleId: 'gate', count: 2 }] },
    });
    const [group] = digest.groups;
    const name = '\u0001'.repeat(1024);
    const long = group && { ...group, ruleId: name, folders: [{ name, count: 2 }] };
    const groups = Array.from({ length: 50 }, () => long).flatMap((one) => one ?? []);
    const { data } = checkedPayload({ ...digest, groups });
    expect(data).toMatchObject({ count: 2, shortened: true, groupCount: 50 });
  });

  it('says when people hear next, which reminder it is, and nothing of how they are told', () => {
    const rules = [sampleNotificationRule({ template: { note: 'Call 555-0100' } })];
    const told = { nextAt: 0, groupBy: ['ruleId'], reminder: 2, rules } as const;
    const { data } = checkedPayload(sampleNotification(told));
    expect(data).toMatchObject({ nextAt: '1970-01-01T00:00:00.000Z', reminder: 2 });
  });

  it('drops matches to stay small, and keeps the counts', () => {
    const rules = Array.from({ length: 12 }, () =>
      sampleNotificationRule({ count: 400, matches: manyMatches }),
    );
    const { data } = checkedPayload(sampleNotification({ rules }));
    expect(data).toMatchObject({ shortened: true, ruleCount: 12 });
    expect(data.rules).toHaveLength(12);
    expect(data.rules[0]).toMatchObject({ count: 400 });
  });

  it('drops rules when there are hundreds, and says how many there are', () => {
    const rules = Array.from({ length: 900 }, () =>
      sampleNotificationRule({ matches: manyMatches }),
    );
    const { data } = checkedPayload(sampleNotification({ rules }));
    expect(data).toMatchObject({ shortened: true, ruleCount: 900 });
    expect(data.rules.length).toBeGreaterThanOrEqual(10);
  });

  it('cuts a long text between characters', () => {
    const { severity: _, ...quiet } = sampleNotification({ rules: [] });
    const { data } = checkedPayload({ ...quiet, kind: 'scanned', text: '🚪'.repeat(9999) });
    expect(data.text).toMatch(/^(?:🚪)+…$/u);
  });

  it('never shortens the address, not even one of 1024 hidden characters', () => {
    const address = { bucket: 'photos', key: '\u0001'.repeat(1024) };
    const imageId = `photos/${address.key}`;
    const { data } = checkedPayload(sampleNotification({ address, imageId }));
    expect(data).toMatchObject({ address, imageId });
  });

  it('refuses a message whose address alone is too long', () => {
    const notification = sampleNotification({ imageId: 'x'.repeat(30_000) });
    expect(() => payloadOf(notification)).toThrow(
      expect.objectContaining({ code: 'notification-refused' }),
    );
  });
});
