import { answerQuestions } from '../decoder-thread.ts';
import { unsupported } from '../unsupported.ts';

/** Answers, refuses, prints, breaks down, sleeps or never ends, as it is asked to. */
answerQuestions<{ readonly do: 'answer' | 'refuse' | 'break' | 'hang' | 'print' | 'sleep' }>(
  async (question) => {
    if (question.do === 'refuse') throw unsupported('The page is torn.');
    if (question.do === 'break') throw new RangeError('out of bounds');
    if (question.do === 'print') console.log('Something is wrong with this file.');
    if (question.do === 'sleep') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    while (question.do === 'hang');
    return { value: 'read' };
  },
);
