import type { Delivery } from '@glyphwatch/domain';
import { barEdges } from '../bar-edges.ts';
import { shownName, shownText } from '../cells/shown.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { route, type Route } from '../route.ts';
import { type Health, HEALTH, type Me, ME } from '../shapes.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;
const MOST_WAITING = 1000;
const MOST_REFUSED = 100;

export const ABOUT_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'GET', path: 'api/me', summary: 'Who asks, and what can be done here' },
    answer: ME,
    async handle(parts, { caller }) {
      const mark = await parts.queries.mark();
      return {
        ...{ version: parts.version, name: caller.name, timezone: parts.timezone },
        rules: parts.rules ? parts.rules.kind : ('none' as const),
        ruleIds: await parts.ruleIds(),
        can: abilitiesOf(parts, mark),
        places: parts.places().map(({ name }) => shownName(name)),
        mark: mark ?? '',
      };
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/health', summary: 'What works, what waits, what failed' },
    answer: HEALTH,
    async handle(parts) {
      const { deliveries } = parts;
      const [waiting, refused] = await Promise.all([
        deliveries.list({ state: 'waiting', limit: MOST_WAITING }),
        deliveries.list({ state: 'refused', limit: MOST_REFUSED }),
      ]);
      return {
        places: parts.places().map((place) => ({ ...place, name: shownName(place.name) })),
        channels: channelsOf(waiting.items, refused.items),
        refused: refused.items.map(refusedOf),
        days: await daysOf(parts),
        ...(await parts.about()),
      };
    },
  }),
];

function abilitiesOf(parts: ConsoleParts, mark: string | undefined): Me['can'] {
  const { queries, isReadOnly, uploads, forecasts } = parts;
  const all: readonly (readonly [Me['can'][number], boolean])[] = [
    ['search', queries.can.includes('text')],
    ['add', uploads !== undefined && !isReadOnly],
    ['reveal', !isReadOnly],
    ['judge', !isReadOnly],
    ['events', mark !== undefined],
    ['forecast', forecasts !== undefined],
    ['retry', !isReadOnly],
  ];
  return all.filter(([, can]) => can).map(([ability]) => ability);
}

async function daysOf({ queries, clock, timezone }: ConsoleParts): Promise<Health['days']> {
  if (!queries.can.includes('histogram')) return [];
  const now = clock();
  const edges = barEdges(now - DAYS * DAY_MS, now, 'day', timezone);
  return [...(await queries.histogram({}, edges))];
}

function channelsOf(
  waiting: readonly Delivery[],
  refused: readonly Delivery[],
): Health['channels'] {
  const names = new Set([...waiting, ...refused].map(({ channel }) => channel));
  return [...names].sort().map((channel) => {
    const mine = waiting.filter((row) => row.channel === channel);
    const [first] = mine.toSorted((a, b) => a.addedAt - b.addedAt);
    const [next] = mine.toSorted((a, b) => a.due - b.due);
    const failed = mine.find(({ error }) => error !== undefined);
    return {
      ...{ channel, waiting: mine.length },
      refused: refused.filter((row) => row.channel === channel).length,
      ...(first ? { since: first.addedAt } : {}),
      ...(next ? { nextAt: next.due } : {}),
      ...(failed?.error === undefined ? {} : { lastError: shownText(failed.error) }),
      ...(next?.why === undefined ? {} : { why: shownText(next.why) }),
    };
  });
}

function refusedOf(delivery: Delivery): Health['refused'][number] {
  const { id, channel, imageId, error, endedAt, addedAt, attempts } = delivery;
  return {
    ...{ id, channel, imageId, at: endedAt ?? addedAt, attempts },
    ...(error === undefined ? {} : { error: shownText(error) }),
  };
}
