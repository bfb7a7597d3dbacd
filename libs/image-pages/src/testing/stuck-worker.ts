import { answerQuestions } from '../decoder-thread.ts';
import { unsupported } from '../unsupported.ts';

/** Answers, refuses, breaks down or never ends, as it is asked to. */
answerQuestions<{ readonly do: 'answer' | 'refuse' | 'break' | 'hang' }>(async (question) => {
  if (question.do === 'refuse') throw unsupported('The page is torn.');
  if (question.do === 'break') throw new RangeError('out of bounds');
  while (question.do === 'hang');
  return { value: 'read' };
});
