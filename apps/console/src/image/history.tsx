import type { AlertCell, Image } from '@glyphwatch/console-api/shapes';
import { api } from '../api/calls.ts';
import { Failure } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { Said } from '../text/said.tsx';
import { Time } from '../text/time.tsx';
import { current } from '../verdicts/judgements.ts';
import { words } from '../words.ts';

interface HistoryProps {
  readonly image: Image;
  readonly alert: AlertCell | undefined;
}

/** Who judged the chosen finding and what they wrote, newest first; at the end, how the image came here. */
export function History({ image, alert }: HistoryProps) {
  const revision = alert && current(alert).revision;
  const { data, error } = useAnswer(alert && `${alert.id} ${revision}`, (signal) =>
    api.judgements(alert?.id ?? '', signal),
  );
  if (error !== undefined) return <Failure error={error} title={words.failed.history} />;
  return (
    <ol class="history">
      {data?.items.map(({ at, by, verdict, note }) => (
        <li key={at}>
          <Time at={at} />
          <div>
            <strong>{words.verdict[verdict]}</strong> {words.by} <Said text={by} />
            {note && (
              <blockquote>
                <Said text={note} />
              </blockquote>
            )}
          </div>
        </li>
      ))}
      <li>
        <Time at={image.updatedAt} />
        <div>
          {image.readBy && (
            <>
              {words.readBy(image.attempts)} <Said text={image.readBy} />
            </>
          )}
          {image.watchlistVersion && (
            <p class="hint">
              {words.withRules} <Said text={image.watchlistVersion} class="code" />
            </p>
          )}
        </div>
      </li>
      <li>
        <Time at={image.uploadedAt} />
        <div>
          {words.uploaded} <Said text={`${image.bucket}/${image.key}`} class="code" />
          <p class="hint">
            {words.version} <Said text={image.version} class="code" />
          </p>
        </div>
      </li>
    </ol>
  );
}
