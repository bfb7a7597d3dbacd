import { formatProblems } from '@glyphwatch/document-reader';
import type { TextDetection } from '@glyphwatch/domain';
import { compileWatchlist, parseRuleFile } from '@glyphwatch/watchlist';
import { isPrintable } from '../checks.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const TEXTS = [
  'DO NOT ENTER',
  'D0 N0T ENTFR',
  'AKIAIOSF ODNN7EXAMPLE',
  'NP1234-5678',
  'été ſ ﬁ 道',
];
const whole = { left: 0, top: 0, width: 1, height: 1 };
const corners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
] as const;

const DETECTION: TextDetection = {
  provider: 'fuzz',
  modelVersion: '1',
  truncated: false,
  lines: TEXTS.map((text) => {
    const piece = { text, confidence: 0.9, box: whole, polygon: corners };
    return { ...piece, words: [piece] };
  }),
};

export const rules: FuzzTarget = {
  name: 'rules',
  reads: 'rule files, and after a NUL the word list that they name; then they match',
  run(input) {
    const [text = '', words = ''] = input.toString('utf8').split('\0');
    const { ruleSet, errors, warnings } = parseRuleFile(text, {
      name: 'rules.yaml',
      readNamed: (name) => ({ name, text: words }),
    });
    isPrintable(formatProblems(errors));
    isPrintable(formatProblems(warnings));
    if (ruleSet) compileWatchlist(ruleSet).match(DETECTION, {});
  },
};
