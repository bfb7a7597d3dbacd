import { memoryFlags } from './memory-flags.ts';

it('gives V8 the share of the memory that Lambda gives it', () => {
  expect(memoryFlags(512)).toEqual(['--max-old-space-size=460', '--max-semi-space-size=25']);
});

it('leaves to the function what the function says itself', () => {
  expect(memoryFlags(512, '--max-semi-space-size=4')).toEqual(['--max-old-space-size=460']);
});
