import { useEffect } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { mark } from '../live/mark.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words.ts';
import { closeAdd, rows, takeUploads } from './add-state.ts';
import { sendFiles } from './send-files.ts';
import { UploadRow } from './upload-row.tsx';

/** Where files are chosen, and what became of each. */
export function AddDialog() {
  const seen = mark.value;
  useEffect(() => {
    api.uploads().then(
      ({ items }) => takeUploads(items),
      () => undefined,
    );
  }, [seen]);
  const choose = (input: HTMLInputElement) => {
    sendFiles([...(input.files ?? [])]);
    input.value = '';
  };
  const list = rows.value;
  return (
    <Dialog title={words.addImages} onClose={closeAdd} class="dialog-wide">
      <div class="drop">
        <Icon name="add" />
        <p>{words.dropOrPaste}</p>
        <div class="drop-choices">
          <label class="button button-primary">
            <input
              class="unseen"
              type="file"
              multiple
              accept="image/*,application/pdf"
              onChange={(event) => choose(event.currentTarget)}
            />
            {words.chooseFiles}
          </label>
          <label class="button drop-camera">
            <input
              class="unseen"
              type="file"
              accept="image/*"
              capture="environment"
              onChange={(event) => choose(event.currentTarget)}
            />
            {words.takePhoto}
          </label>
        </div>
        <p class="hint">{words.manyFiles}</p>
      </div>
      <ul class="rows uploads" aria-live="polite">
        {list.map((row) => (
          <UploadRow key={row.key} row={row} />
        ))}
      </ul>
    </Dialog>
  );
}
