import { type Channel, receivedKinds } from '@glyphwatch/domain';
import { parseRuleFile } from './parse-rule-file.ts';

const desk: Channel = { name: 'desk', receives: receivedKinds(['matches']), isDefault: true };
const guards: Channel = { ...desk, name: 'guards', isDefault: false };
const ops: Channel = { ...desk, name: 'ops', receives: receivedKinds(['failures']) };

const errorsOf = (fields: string, channels: readonly Channel[]): string[] =>
  parseRuleFile(`rules:\n  - id: a\n    match: KEEP OUT\n${fields}`, {
    name: 'rules.yaml',
    channels,
  }).errors.map(({ line, path, message }) => `${line} ${path} ${message}`);
const naming = (names: string): string => `    notify: { channels: [${names}] }\n`;

describe('a rule whose matches nobody would be told of', () => {
  it.each([
    [naming('desc'), [desk], '4 rules[0].notify.channels no channel "desc" in the settings; did'],
    [naming('desc'), [ops], 'no channel "desc" in the settings; there are ops'],
    [naming('desk'), [], 'no channel "desk" in the settings; there are none'],
    [naming('desk, gards'), [desk, guards], 'no channel "gards" in the settings; did you mean "g'],
    [naming('ops'), [desk, ops], 'nobody is told: ops does not receive matches (notifyOn)'],
    ['', [ops], 'nobody is told: ops does not receive matches (notifyOn)'],
    ['', [guards], 'nobody is told: every channel has default: false; name one here'],
  ])('is a mistake: %j', (fields, channels, message) => {
    expect(errorsOf(fields, channels)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['', [desk, ops]],
    [naming('guards'), [desk, guards]],
    [naming('guards, default'), [guards]],
    [naming('ops, desk'), [ops, desk]],
    ['    kind: ignore\n', [guards]],
    ['    enabled: false\n', [guards]],
    ['', []],
  ])('is not %j', (fields, channels) => {
    expect(errorsOf(fields, channels)).toEqual([]);
  });
});
