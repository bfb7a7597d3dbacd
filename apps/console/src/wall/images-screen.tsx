import { api } from '../api/calls.ts';
import { useAnswer } from '../parts/use-answer.ts';
import { route } from '../url/router.ts';
import { searchOf, wallParams, wallQuery } from '../url/route.ts';
import { Bars } from './bars.tsx';
import { WallScreen } from './wall-screen.tsx';

/** Every image, whatever became of it, with how many there were each day. */
export function ImagesScreen() {
  const params = wallParams(route.value);
  const query = wallQuery('images', params);
  const key = searchOf({ ...query });
  const { data: count } = useAnswer(key, (signal) => api.count('images', query, signal));
  const by = params['time'] === '24h' || isShort(params['time']) ? 'hour' : 'day';
  const { data } = useAnswer(`${by} ${key}`, (signal) => api.histogram(query, by, signal), {
    live: 'slowly',
  });
  return (
    <WallScreen wall="images" count={count}>
      {data ? (
        data.bars.length > 0 && <Bars bars={data.bars} by={by} params={params} />
      ) : (
        <div class="bars-space-kept" />
      )}
    </WallScreen>
  );
}

/** At most two days: hours say more than two bars. */
function isShort(time = ''): boolean {
  const [from, to] = time.split('..').map((end) => Date.parse(end));
  return from !== undefined && to !== undefined && to - from <= 2 * 86_400_000;
}
