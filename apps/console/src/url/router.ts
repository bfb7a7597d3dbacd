import { batch, signal } from '@preact/signals';
import { parseRoute, type Route } from './route.ts';

/** Where the page is. Only this module writes it. */
export const route = signal<Route>(parseRoute(new URL(location.href)));

/** How many steps back stay within the page; 0 after a reload or a first visit. */
let depth = 0;

/** Goes to a relative address. `replace` leaves no step to go back to. */
export function navigate(href: string, { replace = false } = {}): void {
  const url = new URL(href, location.href);
  if (url.href === location.href) return;
  if (!replace) depth += 1;
  history[replace ? 'replaceState' : 'pushState']({ depth }, '', url);
  arrive();
}

/** One step back if that stays in the page, else to `fallback`. */
export function back(fallback: string): void {
  if (depth > 0) history.back();
  else navigate(fallback);
}

function arrive(): void {
  batch(() => {
    route.value = parseRoute(new URL(location.href));
  });
}

/** Follows plain clicks on links to the page itself; everything else stays with the browser. */
function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || parseRoute(url).screen === 'unknown') return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
  event.preventDefault();
  navigate(link.href);
}

export function startRouter(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', (event) => {
    depth = (event.state as { depth?: number } | null)?.depth ?? 0;
    arrive();
  });
  addEventListener('click', followLink);
}
