import fc from 'fast-check';
import {
  compareSequencers,
  fileSequencerAt,
  s3SequencerAt,
  sequencerAfter,
  sequencerJustAfter,
} from './sequencer.ts';

const hex = fc.stringMatching(/^[0-9A-Fa-f]{1,24}$/);

describe('sequencers', () => {
  it('are compared like fractions, whatever their length and case', () => {
    expect(compareSequencers('A1', 'A0FF')).toBeGreaterThan(0);
    expect(compareSequencers('a1', 'A10')).toBe(0);
    expect(compareSequencers('0055AED6DCD90281E5', '0055aed6dcd90281e6')).toBeLessThan(0);
    expect(compareSequencers('', '00')).toBe(0);
  });

  it('are the same in an event from EventBridge, which leaves out the leading zeros, and in one from S3 itself', () => {
    expect(compareSequencers('617f08299329d189', '00617F08299329D189')).toBe(0);
    expect(compareSequencers('617f08299329d18a', '00617F08299329D189')).toBeGreaterThan(0);
    expect(compareSequencers('00617F08299329D18A', '617f08299329d189')).toBeGreaterThan(0);
  });

  it('made up for an event without one are no older than those of EventBridge of the second before', () => {
    const second = Date.parse('2021-10-31T21:18:33Z');
    expect(compareSequencers(s3SequencerAt(second), '617f08299329d189')).toBeLessThan(0);
    expect(compareSequencers(s3SequencerAt(second + 1000), '617f08299329d189')).toBeGreaterThan(0);
  });

  it('are equal with any number of trailing zeros', () => {
    const isEqual = fc.property(hex, fc.nat(20), (digits, zeros) => {
      const sequencer = `00${digits}`;
      expect(compareSequencers(sequencer, sequencer + '0'.repeat(zeros))).toBe(0);
    });
    fc.assert(isEqual);
  });

  it('are totally ordered', () => {
    const isOrdered = fc.property(hex, hex, (a, b) => {
      expect(compareSequencers(a, b) + compareSequencers(b, a)).toBe(0);
      expect(compareSequencers(a, a.toLowerCase())).toBe(0);
    });
    fc.assert(isOrdered);
  });

  it('are ordered transitively', () => {
    const isTransitive = fc.property(hex, hex, hex, (a, b, c) => {
      const [low, middle, high] = [a, b, c].sort(compareSequencers);
      expect(compareSequencers(low ?? '', middle ?? '')).toBeLessThanOrEqual(0);
      expect(compareSequencers(low ?? '', high ?? '')).toBeLessThanOrEqual(0);
    });
    fc.assert(isTransitive);
  });

  it('of equal length are ordered like numbers', () => {
    const isNumeric = fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (a, b) => {
      const written = [a, b].map((one) => one.toString(16).padStart(8, '0'));
      expect(compareSequencers(written[0] ?? '', written[1] ?? '')).toBe(Math.sign(a - b));
    });
    fc.assert(isNumeric);
  });
});

describe('a generated sequencer', () => {
  it.each(['00695BA7C0000', '695ba7c000000100', '00695BA7C0000001'])(
    'just after %s is newer, and older than the next that S3 could have',
    (previous) => {
      const after = sequencerJustAfter(previous);
      expect(compareSequencers(after, previous)).toBeGreaterThan(0);
      const next = sequencerAfter(previous.length < 16 ? previous.padEnd(16, '0') : previous);
      expect(compareSequencers(after, next)).toBeLessThan(0);
    },
  );

  it('for a file is the time, in digits of equal length', () => {
    expect(fileSequencerAt(1_760_000_000_000)).toBe('000199C82CC000');
    expect(fileSequencerAt(0)).toBe('00000000000000');
  });

  it('for a file is newer than what is stored, even after the clock was set back', () => {
    expect(fileSequencerAt(5, '00000000000004')).toBe('00000000000005');
    expect(fileSequencerAt(5, '00000000000005')).toBe('00000000000006');
    expect(fileSequencerAt(5, '0000000000000F')).toBe('00000000000010');
    expect(fileSequencerAt(5.5)).toBe(fileSequencerAt(5));
  });

  it('for an S3 event without one sorts among those of the same second', () => {
    const moment = s3SequencerAt(Date.parse('2015-07-21T23:33:48.500Z'));
    expect(moment).toBe('0055AED6DC1F4');
    expect(compareSequencers(moment, '0055AED6DB90281E5')).toBeGreaterThan(0);
    expect(compareSequencers(moment, '0055AED6DD00281E5')).toBeLessThan(0);
  });

  it('after another is always newer', () => {
    const isNewer = fc.property(hex, (sequencer) => {
      expect(compareSequencers(sequencerAfter(sequencer), sequencer)).toBeGreaterThan(0);
    });
    fc.assert(isNewer);
    expect(sequencerAfter('ff')).toBe('ff1');
    expect(sequencerAfter('0F')).toBe('10');
  });
});
