import fc from 'fast-check';
import { compareSequencers, imageIdOf } from './image.ts';

const hex = fc.stringMatching(/^[0-9A-Fa-f]{1,24}$/);

describe('sequencers', () => {
  it('are compared like fractions, whatever their length and case', () => {
    expect(compareSequencers('A1', 'A0FF')).toBeGreaterThan(0);
    expect(compareSequencers('a1', 'A10')).toBe(0);
    expect(compareSequencers('0055AED6DCD90281E5', '0055aed6dcd90281e6')).toBeLessThan(0);
    expect(compareSequencers('', '00')).toBe(0);
  });

  it('are equal with any number of zeros behind', () => {
    const isEqual = fc.property(hex, fc.nat(20), (sequencer, zeros) => {
      expect(compareSequencers(sequencer, sequencer + '0'.repeat(zeros))).toBe(0);
    });
    fc.assert(isEqual);
  });

  it('are ordered: one is before the other, or the other way round, or they are equal', () => {
    const isOrdered = fc.property(hex, hex, (a, b) => {
      expect(compareSequencers(a, b) + compareSequencers(b, a)).toBe(0);
      expect(compareSequencers(a, a.toLowerCase())).toBe(0);
    });
    fc.assert(isOrdered);
  });

  it('are ordered the same way by way of a third', () => {
    const isTransitive = fc.property(hex, hex, hex, (a, b, c) => {
      const [low, middle, high] = [a, b, c].sort(compareSequencers);
      expect(compareSequencers(low ?? '', middle ?? '')).toBeLessThanOrEqual(0);
      expect(compareSequencers(low ?? '', high ?? '')).toBeLessThanOrEqual(0);
    });
    fc.assert(isTransitive);
  });

  it('of equal length are ordered like the numbers they write', () => {
    const isNumeric = fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (a, b) => {
      const written = [a, b].map((one) => one.toString(16).padStart(8, '0'));
      expect(compareSequencers(written[0] ?? '', written[1] ?? '')).toBe(Math.sign(a - b));
    });
    fc.assert(isNumeric);
  });
});

describe('the id of an image', () => {
  it('is bucket and key, as they are', () => {
    expect(imageIdOf({ bucket: 'b', key: 'a b/%41+c.png' })).toBe('b/a b/%41+c.png');
  });
});
