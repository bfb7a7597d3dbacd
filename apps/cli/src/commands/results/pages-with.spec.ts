import type { Result } from '@glyphwatch/domain';
import { scannedShowing } from '../../testing/scanned-sample.ts';
import { pagesWith } from './pages-with.ts';

function resultOf(text: string, sensitive = ''): Result {
  const { detection, ruleMatches } = scannedShowing(text, sensitive || 'NOTHING', {
    sensitive: sensitive !== '',
  });
  const about = { imageId: 'a', address: { bucket: 'a', key: 'a' }, version: '1', sequencer: '1' };
  return {
    ...{ ...about, status: 'NO_MATCH', uploadedAt: 0, updatedAt: 0, attempts: 1 },
    ...{ nearMisses: [], pending: [], unrecorded: [], notified: [], ruleMatches },
    ...(detection ? { detection } : {}),
  };
}

it.each([
  ['KEEP\fNO ENTRY\fEND', 'entry', 'page 2 of 3'],
  ['KEEP\fKEEP\nOUT\fOUT', 'keep out', 'page 2 of 3'],
  ['PAID\fPAID\fOPEN', 'paid', 'pages 1, 2 of 3'],
  ['PAID\fPAID\fPAID\fPAID', 'paid', 'pages 1, 2, 3 … of 4'],
  ['KEEP OUT', 'keep', undefined],
  ['KEEP\fOUT', 'entry', undefined],
])('%j: %s is on %s', (text, words, pages) => {
  expect(pagesWith(words.split(' '), resultOf(text))).toBe(pages);
});

it('does not tell where a sensitive match is', () => {
  expect(pagesWith(['sesame77'], resultOf('OPEN\fSESAME77', 'SESAME77'))).toBeUndefined();
});
