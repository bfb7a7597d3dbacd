import type { ComponentChildren } from 'preact';
import { OfflineError, RequestError } from '../api/request.ts';
import { refreshAll } from '../live/mark.ts';
import { Said } from '../text/said.tsx';
import { words } from '../words.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  /** It is all of the screen, so its title is the screen's. */
  readonly page?: boolean;
  readonly children?: ComponentChildren;
}

/** Why there is nothing, and what to do about it. */
export function Empty({ icon, title, page, children }: EmptyProps) {
  const Heading = page ? 'h1' : 'h2';
  return (
    <div class="empty">
      <Icon name={icon} />
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

/** Words come only after 300 ms (by CSS), so that quick answers do not flicker. */
export function Loading({ what = words.loading }: { what?: string }) {
  return (
    <p class="loading" role="status">
      <span>{what}</span>
    </p>
  );
}

/** In the place of what failed; the rest of the page goes on. */
export function Failure({ error, title }: { error: unknown; title: string }) {
  const known = error instanceof RequestError ? error : undefined;
  const offline = error instanceof OfflineError;
  return (
    <div class="failure" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{title}</strong>
        <p>{known ? <Said text={known.message} /> : offline ? words.offline : words.unexpected}</p>
        {known?.advice && (
          <p>
            <Said text={known.advice} />
          </p>
        )}
        <Button icon="retry" label={words.tryAgain} onClick={refreshAll} />
      </div>
    </div>
  );
}
