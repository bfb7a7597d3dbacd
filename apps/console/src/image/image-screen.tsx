import { useEffect } from 'preact/hooks';
import { RequestError } from '../api/request.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { route } from '../url/router.ts';
import { hrefOf, wallOf, wallParams } from '../url/route.ts';
import { words } from '../words.ts';
import { takeImage } from './ahead.ts';
import { ImageView } from './image-view.tsx';
import { useWalk } from './use-walk.ts';

/** One image, on the way through the list that it was opened from. */
export function ImageScreen() {
  const { id = '' } = route.value.params;
  const list = hrefOf(wallOf(route.value), wallParams(route.value));
  const { data, error } = useAnswer(id || undefined, (signal) => takeImage(id, signal));
  const walk = useWalk(id, list);
  useEffect(() => {
    if (data) document.title = `${data.name} – Glyphwatch`;
  }, [data]);
  const missing = !id || (error instanceof RequestError && error.status === 404);
  if (missing)
    return (
      <Empty page icon="broken" title={words.noSuchImage}>
        <p>{words.noSuchImageWhy}</p>
        <a class="button" href={list}>
          {words.backToList}
        </a>
      </Empty>
    );
  if (data) return <ImageView image={data} walk={walk} list={list} />;
  if (error !== undefined) return <Failure error={error} title={words.failed.image} />;
  return <Loading />;
}
