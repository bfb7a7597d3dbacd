import { answerQuestions } from '../decoder-thread.ts';
import { unsupported } from '../unsupported.ts';

/** Answers, refuses, prints, breaks down or never ends, as it is asked to. */
answerQuestions<{ readonly do: 'answer' | 'refuse' | 'break' | 'hang' | 'print' }>(
  async (question) => {
    if (question.do === 'refuse') throw unsupported('The page is torn.');
    if (question.do === 'break') throw new RangeError('out of bounds');
    if (question.do === 'print') console.log('Something is wrong with this file.');
    while (question.do === 'hang');
    return { value: 'read' };
  },
);
