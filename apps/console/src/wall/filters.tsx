import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { lazy } from '../parts/lazy.tsx';
import { Button } from '../parts/button.tsx';
import { useKeys } from '../keys/use-keys.ts';
import { can, me } from '../shell/me.ts';
import { navigate } from '../url/router.ts';
import { filtersOf, hrefOf, type Wall } from '../url/route.ts';
import { words } from '../words.ts';
import { Choice } from './choice.tsx';
import { SPANS, spanText } from './time-span.ts';
import { TypedFilter } from './typed-filter.tsx';

const DaysDialog = lazy(async () => (await import('../later.ts')).DaysDialog);

interface FiltersProps {
  readonly wall: Wall;
  readonly params: Readonly<Record<string, string>>;
}

/** The query's words as fields; each change is a new address. */
export function Filters({ wall, params }: FiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  const [choosingDays, setChoosingDays] = useState(false);
  const [open, setOpen] = useState(() => matchMedia('(min-width: 40rem)').matches);
  useKeys({ '/': () => search.current?.focus() });
  useEffect(() => {
    const wide = matchMedia('(min-width: 40rem)');
    const follow = () => setOpen(wide.matches);
    wide.addEventListener('change', follow);
    return () => wide.removeEventListener('change', follow);
  }, []);

  const set = (name: string, value: string) =>
    navigate(hrefOf(wall, { ...params, [name]: value || undefined }), { replace: name === 'q' });
  const others = Object.keys(filtersOf(params)).filter((name) => name !== 'q').length;
  const { time = '' } = params;
  return (
    <search class="filters">
      {can('search') && (
        <label class="search">
          <Icon name="search" />
          <TypedFilter
            label={words.search}
            value={params['q'] ?? ''}
            input={search}
            onType={(q) => set('q', q)}
          />
        </label>
      )}
      <details
        class="filters-more"
        open={open}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>{words.filters(others)}</summary>
        <div class="filters-fields">
          <Choice
            label={words.rule}
            any={words.anyRule}
            value={params['rule'] ?? ''}
            options={(me.value?.ruleIds ?? []).map(({ id }) => [id, id])}
            onChoose={(rule) => set('rule', rule)}
          />
          <Choice
            label={words.severityLabel}
            any={words.anySeverity}
            value={params['severity'] ?? ''}
            options={Object.entries(words.severityOrWorse)}
            onChoose={(severity) => set('severity', severity)}
          />
          {wall === 'images' && (
            <Choice
              label={words.statusLabel}
              any={words.anyStatus}
              value={params['status'] ?? ''}
              options={Object.entries(words.status)}
              onChoose={(status) => set('status', status)}
            />
          )}
          <Choice
            label={words.timeLabel}
            any={words.anyTime}
            value={time}
            options={[
              ...SPANS.map((span) => [span, spanText(span)] as const),
              ...(time.includes('..') ? [[time, spanText(time)] as const] : []),
              ['days', words.chooseDays],
            ]}
            onChoose={(span) => (span === 'days' ? setChoosingDays(true) : set('time', span))}
          />
          <TypedFilter
            label={words.folder}
            value={params['key'] ?? ''}
            onType={(key) => set('key', key)}
          />
          {others > 0 && (
            <Button
              label={words.clearFilters}
              kind="quiet"
              onClick={() => navigate(hrefOf(wall, { q: params['q'], verdict: params['verdict'] }))}
            />
          )}
        </div>
      </details>
      {choosingDays && (
        <DaysDialog onChoose={(span) => set('time', span)} onClose={() => setChoosingDays(false)} />
      )}
    </search>
  );
}
