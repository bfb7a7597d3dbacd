import type { TextDetection, WatchContext, Watchlist, WatchlistSource } from '@glyphwatch/domain';

/** Its version differs from every rule file's, so that stored text is matched as soon as there are rules. */
const NOTHING: Watchlist = {
  version: 'none',
  match: (_detection: TextDetection, _context: WatchContext) => ({
    watchlistVersion: 'none',
    ruleMatches: [],
    nearMisses: [],
  }),
};

export class NoRules implements WatchlistSource {
  async current(): Promise<Watchlist> {
    return NOTHING;
  }
}
