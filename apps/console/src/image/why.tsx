import { api } from '../api/calls.ts';
import { Failure, Loading } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { Explanation } from '../rules/explanation.tsx';
import { words } from '../words.ts';

/** What each rule in force says about this image, gate by gate. */
export function Why({ imageId }: { imageId: string }) {
  const { data, error } = useAnswer(imageId, async (signal) => {
    const { files } = await api.rules(signal);
    const answers = await Promise.all(
      files.map(({ name, text }) => api.explain({ name, text, imageIds: [imageId] }, signal)),
    );
    return answers.flatMap(({ images }) => images).flatMap(({ rules }) => rules);
  });
  if (error !== undefined) return <Failure error={error} title={words.failed.why} />;
  if (!data) return <Loading />;
  return <Explanation rules={data} />;
}
