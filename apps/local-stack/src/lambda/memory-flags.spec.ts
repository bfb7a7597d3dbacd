import { memoryFlags } from './memory-flags.ts';

it('gives V8 the same share of memory as Lambda', () => {
  expect(memoryFlags(512)).toEqual(['--max-old-space-size=460', '--max-semi-space-size=25']);
});

it('leaves out what NODE_OPTIONS set', () => {
  expect(memoryFlags(512, '--max-semi-space-size=4')).toEqual(['--max-old-space-size=460']);
});
