import { Button } from '../parts/button.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Said } from '../text/said.tsx';
import { hrefOf } from '../url/route.ts';
import { words } from '../words.ts';
import { closeAdd, type Row } from './add-state.ts';
import { sendAgain } from './send-files.ts';

const ICONS: Readonly<Record<Row['state'], IconName>> = {
  waiting: 'clock',
  sending: 'clock',
  received: 'clock',
  scanning: 'clock',
  done: 'confirm',
  failed: 'warning',
};

/** One file and what became of it; a scanned one leads to its image. */
export function UploadRow({ row }: { row: Row }) {
  const { state, upload, error, name, key } = row;
  const reason = error ?? upload?.reason;
  const said = upload?.status ? words.status[upload.status] : words.uploadState[state];
  return (
    <li class={`row upload upload-${state}`}>
      <Icon name={ICONS[state]} />
      <div>
        {upload?.imageId ? (
          <a href={hrefOf('image', { id: upload.imageId, wall: 'images' })} onClick={closeAdd}>
            <Said text={name} />
          </a>
        ) : (
          <Said text={name} />
        )}
        <p class="hint">
          {said}
          {reason && (
            <>
              : <Said text={reason} />
            </>
          )}
        </p>
      </div>
      {row.canRetry && state === 'failed' && (
        <Button icon="retry" label={words.tryAgain} onClick={() => sendAgain(key)} />
      )}
    </li>
  );
}
