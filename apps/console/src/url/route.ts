import type { WallQuery } from '@glyphwatch/console-api/shapes';

export type Screen = 'alerts' | 'images' | 'image' | 'rules' | 'health';
export type Wall = 'alerts' | 'images';

/** What the address says. All state of the page that outlives a reload is in here. */
export interface Route {
  readonly screen: Screen | 'unknown';
  readonly params: Readonly<Record<string, string>>;
}

/** The words of a wall's query, in the order in which they are written. */
const WORDS = ['q', 'rule', 'severity', 'status', 'verdict', 'key', 'time'] as const;

const SEGMENTS: Readonly<Record<string, Screen>> = {
  '': 'alerts',
  images: 'images',
  image: 'image',
  rules: 'rules',
  health: 'health',
};

/** Reads an address. Every screen is one segment below the base path, whatever that is. */
export function parseRoute(url: URL): Route {
  const segment = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  const params = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''));
  return { screen: SEGMENTS[segment] ?? 'unknown', params };
}

/** A relative address, so that it holds below any base path. */
export function hrefOf(screen: Screen, params: Readonly<Record<string, string | undefined>> = {}) {
  const search = searchOf(params);
  const path = screen === 'alerts' ? './' : screen;
  return search ? `${path}?${search}` : path;
}

/** Which wall an image was opened from; its address keeps the wall's query. */
export function wallOf({ screen, params }: Route): Wall {
  if (screen === 'image') return params['wall'] === 'images' ? 'images' : 'alerts';
  return screen === 'images' ? 'images' : 'alerts';
}

/** The wall's words of an address, without what belongs to the image. */
export function wallParams({ params }: Route): Record<string, string> {
  return Object.fromEntries(
    WORDS.flatMap((word) => (params[word] === undefined ? [] : [[word, params[word]]])),
  );
}

/** What the API is asked: alerts are new ones unless the address names another verdict or `all`. */
export function wallQuery(wall: Wall, params: Readonly<Record<string, string>>): WallQuery {
  const { verdict = wall === 'alerts' ? 'new' : 'all', ...rest } = params;
  return { ...rest, ...(verdict === 'all' ? {} : { verdict }) } as WallQuery;
}

export function searchOf(params: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== '') search.set(name, String(value));
  return search.toString();
}

/** The filters alone: the verdict is a tab, not a filter. */
export const filtersOf = (params: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([word]) => word !== 'verdict'));
