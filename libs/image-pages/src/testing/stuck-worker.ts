import { existsSync, writeFileSync } from 'node:fs';
import { answerQuestions } from '../decoder-process.ts';
import { unsupported } from '../unsupported.ts';

export interface Order {
  readonly do:
    'answer' | 'refuse' | 'break' | 'crash' | 'crash once' | 'hang' | 'print' | 'say who' | 'sleep';
}

/** Answers, refuses, prints, breaks down, crashes, sleeps or never ends, as it is asked to. `mark` is a file of the first crash. */
void answerQuestions<{ readonly mark: string }, Order>(async (question, { mark }) => {
  const crash = (): void => void process.kill(process.pid, 'SIGSEGV');
  if (question.do === 'refuse') throw unsupported('The page is torn.');
  if (question.do === 'break') throw new RangeError('out of bounds');
  if (question.do === 'crash') crash();
  if (question.do === 'crash once' && !existsSync(mark)) {
    writeFileSync(mark, '');
    crash();
  }
  if (question.do === 'print') console.log('Something is wrong with this file.');
  if (question.do === 'sleep') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  while (question.do === 'hang');
  return question.do === 'say who' ? process.pid : 'read';
});
