import { api } from '../api/calls.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { openAdd } from '../add/add-state.ts';
import { can, me } from '../shell/me.ts';
import { Said } from '../text/said.tsx';
import { countText } from '../text/times.ts';
import { filtersOf, hrefOf, searchOf, wallQuery, type Wall } from '../url/route.ts';
import { words } from '../words.ts';
import { filterTexts } from './filter-words.tsx';

interface EmptyWallProps {
  readonly wall: Wall;
  readonly params: Readonly<Record<string, string>>;
}

/** Why nothing is listed: filters, no rules, no images, or nothing that needs a person. */
export function EmptyWall({ wall, params }: EmptyWallProps) {
  if (Object.keys(filtersOf(params)).length > 0) return <NoHits wall={wall} params={params} />;
  if (wall === 'images') return <NoImages />;
  if (me.value?.ruleIds.length === 0) return <NoRules />;
  const verdict = params['verdict'] ?? 'new';
  return (
    <Empty icon={verdict === 'new' ? 'confirm' : 'alerts'} title={words.noAlerts(verdict)}>
      {verdict === 'new' && <NothingYet />}
    </Empty>
  );
}

/** No new alerts: because all were judged, or because there is no image at all. */
function NothingYet() {
  const { data } = useAnswer('images', (signal) => api.count('images', {}, signal));
  if (!data) return null;
  if (data.n === 0) return <NoImages inside />;
  return (
    <p>
      <a href="images">{words.imagesLookedAt(countText(data), data.n)}</a>
    </p>
  );
}

function NoRules() {
  return (
    <Empty icon="rules" title={words.noRules}>
      <p>{words.noRulesWhy}</p>
      <a class="button button-primary" href="rules">
        {words.writeFirstRule}
      </a>
    </Empty>
  );
}

function NoImages({ inside = false }: { inside?: boolean }) {
  const places = me.value?.places ?? [];
  const text = (
    <>
      {places.length > 0 && (
        <p>
          {words.watching} <Said text={places.join(', ')} />
        </p>
      )}
      {can('add') && (
        <>
          <p>{words.dropHere}</p>
          <Button icon="add" label={words.addImages} kind="primary" onClick={openAdd} />
        </>
      )}
      <p>
        {words.orOnCommandLine} <code>glyphwatch scan FOLDER</code>
      </p>
    </>
  );
  return inside ? (
    text
  ) : (
    <Empty icon="images" title={words.noImages}>
      {text}
    </Empty>
  );
}

/** Names each filter with what would be listed without it. */
function NoHits({ wall, params }: EmptyWallProps) {
  const texts = filterTexts(wallQuery(wall, params)).filter(
    ({ name }) => params[name] !== undefined || name === 'verdict',
  );
  const { data } = useAnswer(`${wall}?${searchOf(params)}`, (signal) =>
    Promise.all(
      texts.map(async ({ name, text }) => {
        const without =
          name === 'verdict' ? { ...params, verdict: 'all' } : { ...params, [name]: undefined };
        const kept = JSON.parse(JSON.stringify(without)) as Record<string, string>;
        return { text, kept, count: await api.count(wall, wallQuery(wall, kept), signal) };
      }),
    ),
  );
  const useful = data?.filter(({ count }) => count.n > 0) ?? [];
  return (
    <Empty icon="search" title={words.noHits}>
      {useful.length > 0 && (
        <ul class="without">
          {useful.map(({ text, kept, count }) => (
            <li key={text}>
              <a href={hrefOf(wall, kept)}>
                {words.without} <Said text={text} />
              </a>{' '}
              {words.wouldList(countText(count))}
            </li>
          ))}
        </ul>
      )}
      <a class="button" href={hrefOf(wall)}>
        {words.clearFilters}
      </a>
    </Empty>
  );
}
