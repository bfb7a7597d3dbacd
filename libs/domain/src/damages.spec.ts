import { asResult, Damages } from './index.ts';

const fail = (): never => {
  throw new SyntaxError('Unexpected token in "KEEP OUT"');
};

describe('a damaged row', () => {
  it('is told about once, without what is in it, and counts as missing', () => {
    const told: string[] = [];
    const damages = new Damages((problem) => told.push(problem));
    expect(damages.orElse(fail, () => 'Row 1 is damaged.')).toBeUndefined();
    expect(damages.orElse(fail, () => 'Row 1 is damaged.')).toBeUndefined();
    expect(damages.orElse(() => 7, fail)).toBe(7);
    expect(told).toEqual(['Row 1 is damaged.']);
  });

  it.each([
    ['nothing', {}],
    ['another image', { imageId: 'b/other.png' }],
    ['no list of matches', { ruleMatches: 'none' }],
  ])('is one with %s', (_, changes) => {
    const lists = { ruleMatches: [], nearMisses: [], unrecorded: [], notified: [] };
    const whole = { imageId: 'b/a.png', status: 'NO_TEXT', sequencer: '01', ...lists };
    expect(asResult(whole, 'b/a.png')).toBe(whole);
    const damaged = Object.keys(changes).length === 0 ? {} : { ...whole, ...changes };
    expect(() => asResult(damaged, 'b/a.png')).toThrow(TypeError);
  });
});
