import { Dialog } from '../parts/dialog.tsx';
import { keySections } from '../words-of-keys.ts';
import { words } from '../words.ts';
import { setSingleKeys, singleKeys } from './single-keys.ts';

/** All keys, and the switch for those without a modifier. */
export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={words.keyList} onClose={onClose} class="dialog-wide">
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        <span>{words.singleKeys}</span>
      </label>
      <div class="keys">
        {keySections.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([combo, does]) => (
                <div key={combo}>
                  <dt>
                    {combo.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
