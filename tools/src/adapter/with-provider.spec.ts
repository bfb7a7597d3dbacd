import { withProvider } from './with-provider.ts';

const addition = {
  list: 'DETECTORS',
  identifier: 'trial',
  alias: 'trialTextDetector',
  module: '@glyphwatch/trial-text-detector/provider',
};
const RADIO = "import { radio } from '@glyphwatch/radio-text-detector/provider';\n";
const TYPE = "import type { DetectorProvider } from '@glyphwatch/provider';\n";
const TRIAL = "import { trial } from '@glyphwatch/trial-text-detector/provider';\n";
const list = (elements: string) =>
  `\n/** The first is the default. */\nexport const DETECTORS: readonly DetectorProvider[] = [${elements}];\n`;

it('adds a provider as the last of its list, and its import in alphabetical order', () => {
  const before = TYPE + RADIO + list('radio');
  expect(withProvider(before, addition)).toBe(TYPE + RADIO + TRIAL + list('radio, trial'));
  const zebra = "import { zebra } from '@glyphwatch/zebra-text-detector/provider';\n";
  expect(withProvider(TYPE + zebra + list('zebra'), addition)).toBe(
    TYPE + TRIAL + zebra + list('zebra, trial'),
  );
});

it('adds to an empty list and after a trailing comma', () => {
  expect(withProvider(TYPE + list(''), addition)).toBe(TYPE + TRIAL + list('trial'));
  expect(withProvider(TYPE + list('\n  radio,\n'), addition)).toContain('radio,trial');
});

it('renames a provider if the name is taken', () => {
  const taken = "import { trial } from '@glyphwatch/trial-notifier/provider';\n";
  const source = `${taken}${TYPE}${list('')}export const CHANNELS = [trial];\n`;
  const added = withProvider(source, addition);
  expect(added).toContain("import { trial as trialTextDetector } from '@glyphwatch/trial-text-");
  expect(added).toContain('DetectorProvider[] = [trialTextDetector];');
  expect(added).toContain('CHANNELS = [trial];');
});

it('does not change a file without such a list', () => {
  expect(withProvider(`${TYPE}${list('')}`, { ...addition, list: 'STORES' })).toBeUndefined();
  expect(withProvider('', addition)).toBeUndefined();
});
