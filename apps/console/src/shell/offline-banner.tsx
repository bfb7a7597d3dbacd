import { online } from '../api/request.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words.ts';

/** The server is away: what is there stays, and it is tried again. */
export function OfflineBanner() {
  return (
    <div role="status">
      {!online.value && (
        <p class="banner">
          <Icon name="warning" />
          {words.offlineBanner}
        </p>
      )}
    </div>
  );
}
