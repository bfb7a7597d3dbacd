import { parseRuleFile } from '@glyphwatch/watchlist';
import { DETECTORS as OFFERED } from '../../../providers.ts';
import { type Reader, warnOfUnreadable } from './unreadable-letters.ts';

/** Only two, so that messages stay the same whatever else is offered. */
const DETECTORS = OFFERED.filter(({ name }) => ['onnx', 'rekognition'].includes(name));

function warningsFor(rules: string, languages: readonly string[] = []): string[] {
  const [onnx] = DETECTORS;
  if (!onnx) throw new Error('No detector is offered.');
  const { warnings, errors } = parseRuleFile(`rules:\n${rules}`, {
    name: 'rules.yaml',
    alsoWarn: (ruleSet) => warnOfUnreadable(ruleSet, { ...onnx, languages }, DETECTORS),
  });
  expect(errors).toEqual([]);
  return warnings.map(({ line, message }) => `${line}: ${message}`);
}

describe('values with letters that the detector loses', () => {
  const rules = '  - id: de\n    match: [Ausgang, Straße]\n  - id: ru\n    match: оружие\n';

  it('are named with their line, the letters, the setting and the detectors that read them', () => {
    expect(warningsFor(rules)).toEqual([
      '3: "Straße" will hardly ever match: onnx loses or misreads ß; set detector: { name: onnx, languages: [de] } (rekognition reads them)',
      '5: "оружие" will hardly ever match: onnx loses or misreads о р у ж и …; set detector: { name: onnx, languages: [ru] } (rekognition reads them)',
    ]);
  });

  it('are none in languages that the settings name, which the advice keeps', () => {
    expect(warningsFor(rules, ['de'])).toEqual([expect.stringContaining('languages: [de, ru]')]);
    expect(warningsFor(rules, ['de', 'uk', 'ru'])).toEqual([]);
  });

  it('may need several languages', () => {
    expect(warningsFor('  - id: x\n    match: [Straße, łódź, 출입금지]\n')).toEqual([
      expect.stringContaining('languages: [ko, de, pl]'),
      expect.stringContaining('languages: [ko, de, pl]'),
      expect.stringContaining('languages: [ko, de, pl]'),
    ]);
  });

  it('count accents only if the rule does', () => {
    const rule = '  - id: x\n    match: { values: [Öffnung], foldAccents: ';
    expect(warningsFor(`${rule}true }\n`)).toEqual([]);
    expect(warningsFor(`${rule}false }\n`)).toEqual([expect.stringContaining('misreads Ö;')]);
  });

  it('are masked in sensitive rules', () => {
    const [warning] = warningsFor('  - id: x\n    match: Straßenräuber\n    sensitive: true\n');
    expect(warning).toContain('letters that onnx loses');
    expect(warning).not.toMatch(/Straßen|ß/);
  });

  it('may be beyond all detectors', () => {
    expect(warningsFor('  - id: x\n    match: שלום\n')).toEqual([
      expect.stringContaining('misreads ש ל ו ם; rekognition does not read all of them'),
    ]);
  });

  it('are not looked for in rules that are off or only ignore', () => {
    expect(warningsFor('  - id: x\n    match: Straße\n    kind: ignore\n').join()).not.toContain(
      'misreads',
    );
  });
});

it('names the detectors that read a list of Russian, German and Polish words, and those that do not', () => {
  const rules = `  - id: ru
    match: [Запрещено, оружие, наркотики]
  - id: de
    match: [Größe, Straße]
  - id: pl
    match: [żółć, łódź]
`;
  const set = (language: string, others: string) =>
    `set detector: { name: onnx, languages: [${language}] } (rekognition ${others})`;
  expect(warningsFor(rules)).toEqual([
    `3: "Запрещено" will hardly ever match: onnx loses or misreads З а п р е …; ${set('ru', 'reads them')}`,
    `3: "оружие" will hardly ever match: onnx loses or misreads о р у ж и …; ${set('ru', 'reads them')}`,
    `3: "наркотики" will hardly ever match: onnx loses or misreads н а р к о …; ${set('ru', 'reads them')}`,
    `5: "Größe" will hardly ever match: onnx loses or misreads ß; ${set('de', 'reads them')}`,
    `5: "Straße" will hardly ever match: onnx loses or misreads ß; ${set('de', 'reads them')}`,
    `7: "żółć" will hardly ever match: onnx loses or misreads ł; ${set('pl', 'does not read all of them')}`,
    `7: "łódź" will hardly ever match: onnx loses or misreads ł; ${set('pl', 'does not read all of them')}`,
  ]);
});

it('names what another detector needs to read them', () => {
  const [onnx, rekognition] = DETECTORS;
  if (!onnx || !rekognition) throw new Error('Two detectors are offered.');
  const { ruleSet } = parseRuleFile('rules:\n  - id: x\n    match: łódź\n', { name: 'r' });
  const [warning] = ruleSet ? warnOfUnreadable(ruleSet, rekognition, DETECTORS) : [];
  expect(warning?.message).toContain('; onnx with languages: [pl] reads them');
});

it('takes a detector that states no alphabet to read everything', () => {
  const any: Reader = { name: 'any', abilities: {} };
  const { ruleSet } = parseRuleFile('rules:\n  - id: x\n    match: Straße\n', { name: 'r' });
  expect(ruleSet && warnOfUnreadable(ruleSet, any, [])).toEqual([]);
});
