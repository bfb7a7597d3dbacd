import { notificationRule } from '@glyphwatch/domain';
import { sampleNotification } from '@glyphwatch/domain/contracts';
import { boxesOf } from '@glyphwatch/match-picture';
import { bodyOf } from '@glyphwatch/notification-text';
import { fakeIo } from '../testing/fake-io.ts';
import { scannedShowing } from '../testing/scanned-sample.ts';
import { imageRows } from './image-table.ts';

it('shows one confidence of a match in the table, in messages and on pictures', () => {
  const scanned = scannedShowing('KEEP OUT', 'OUT');
  const ruleMatches = scanned.ruleMatches.map((rule) => ({
    ...rule,
    matches: rule.matches.map((match) => ({ ...match, confidence: 0.996 })),
  }));
  const { stdout } = fakeIo();
  const table = imageRows({ ...scanned, ruleMatches }, { stdout, reveal: false, withText: false });
  const outcome = { status: 'MATCHED', ruleMatches, nearMisses: [] } as const;
  const rules = ruleMatches.map((rule) => notificationRule('id', rule, outcome));
  const places = [table, bodyOf(sampleNotification({ rules })), boxesOf(ruleMatches)[0]?.label];
  expect(places.map((text) => /\d+ ?%(?! from)/.exec(text ?? '')?.[0])).toEqual([
    '99%',
    '99%',
    '99%',
  ]);
});
