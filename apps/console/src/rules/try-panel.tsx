import { useSignal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';
import { openDraft } from './draft.ts';
import { Explanation } from './explanation.tsx';
import { PickImage } from './pick-image.tsx';
import { useSettled } from './use-settled.ts';
import { ServerImage } from '../parts/server-image.tsx';

/** The pictures on which rules are tried; kept while the page lives. At most 12, as the API takes no more. */
export const tried = signal<readonly string[]>([]);
const MOST = 12;

export function tryImage(id: string): void {
  tried.value = [id, ...tried.value.filter((other) => other !== id)].slice(0, MOST);
}

/** What the rules in the editor say about chosen pictures and typed text, as they are typed. */
export function TryPanel({ ruleId }: { ruleId: string | undefined }) {
  const draft = openDraft.value;
  const text = useSettled(draft?.text ?? '', 300);
  const [picking, setPicking] = useState(false);
  const pasted = useSignal('');
  const settledPasted = useSettled(pasted.value, 300);
  const ids = tried.value;
  const asked = draft && (ids.length > 0 || settledPasted.trim() !== '');
  const { data, error } = useAnswer(
    asked ? `${draft.name}\n${text}\n${ids.join()}\n${settledPasted}` : undefined,
    (signal) =>
      api.explain(
        {
          name: draft?.name ?? '',
          text,
          ...(ids.length > 0 ? { imageIds: [...ids] } : {}),
          ...(settledPasted.trim() ? { pasted: settledPasted } : {}),
        },
        signal,
      ),
  );
  const [last, setLast] = useState(data);
  // While it is asked again, the last answer stays.
  useEffect(() => {
    if (data) setLast(data);
  }, [data]);
  return (
    <section class="panel" aria-labelledby="try">
      <header class="panel-head">
        <h2 id="try">{words.tryTitle}</h2>
        <Button icon="add" label={words.tryAdd} onClick={() => setPicking(true)} />
      </header>
      <textarea
        class="paste"
        rows={2}
        maxLength={20_000}
        aria-label={words.tryPaste}
        placeholder={words.tryPaste}
        value={pasted.value}
        onInput={(event) => (pasted.value = event.currentTarget.value)}
      />
      {!asked && <p class="hint">{words.tryWhat}</p>}
      {error !== undefined && <Failure error={error} title={words.failed.why} />}
      {asked &&
        error === undefined &&
        last?.images.map(({ imageId, rules }) => (
          <article key={imageId ?? 'pasted'} class="tried">
            <h3>
              {imageId ? <TriedName id={imageId} /> : words.pastedText}
              {imageId && (
                <Button
                  icon="close"
                  label={words.tryRemove}
                  bare
                  kind="quiet"
                  onClick={() => (tried.value = ids.filter((id) => id !== imageId))}
                />
              )}
            </h3>
            <Explanation rules={rules} first={ruleId} />
          </article>
        ))}
      {picking && (
        <PickImage
          ruleId={ruleId}
          onPick={(id) => {
            tryImage(id);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </section>
  );
}

function TriedName({ id }: { id: string }) {
  const { data } = useAnswer(id, (signal) => api.image(id, signal), { live: 'never' });
  return (
    <a class="tried-name" href={`image?${new URLSearchParams({ id, wall: 'images' })}`}>
      {data?.picture && <ServerImage src={`${data.picture}&width=320`} alt="" />}
      <Said text={data?.name ?? '…'} />
    </a>
  );
}
