import type { TextDetection, WatchContext, Watchlist, WatchlistSource } from '@glyphwatch/domain';

/** Waits for nothing. Its version differs from every rule file's, so that rules given later are matched. */
const NOTHING: Watchlist = {
  version: 'none',
  match: (_detection: TextDetection, _context: WatchContext) => ({
    watchlistVersion: 'none',
    ruleMatches: [],
    nearMisses: [],
  }),
};

/** Images are only read. */
export class NoRules implements WatchlistSource {
  async current(): Promise<Watchlist> {
    return NOTHING;
  }
}
