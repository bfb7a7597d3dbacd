import { InMemoryAlertReviews } from './in-memory-alert-reviews.ts';
import { InMemoryDeliveries } from './in-memory-deliveries.ts';
import { InMemoryDetectionMemory } from './in-memory-detection-memory.ts';
import { InMemoryNotifier } from './in-memory-notifier.ts';
import { InMemoryResultQueries } from './in-memory-result-queries.ts';
import { InMemoryResultStore } from './in-memory-result-store.ts';
import { InMemoryTextDetector } from './in-memory-text-detector.ts';

/*
 * The in-memory adapters as `provider()` of `@glyphwatch/provider` takes them: plain data, because the domain imports
 * nothing.
 */

const common = {
  hosts: [],
  limits: ['forgets everything when the process ends'],
  pricePerThousand: 0,
} as const;

export const inMemoryDetector = {
  name: 'in-memory',
  abilities: { ...common, ports: ['TextDetector'], summary: 'images whose bytes are their text' },
  identity: () => 'in-memory/1',
  open: async () => new InMemoryTextDetector(),
} as const;

export const inMemoryStore = {
  name: 'in-memory',
  abilities: {
    ...common,
    ports: ['ResultStore', 'Deliveries', 'DetectionMemory', 'ResultQueries', 'AlertReviews'],
    summary: 'the reference for other stores, in a Map',
    notShown: ['reopening: it forgets everything'],
  },
  open: async () => {
    const deliveries = new InMemoryDeliveries();
    const results = new InMemoryResultStore(deliveries);
    return {
      ...{ results, deliveries },
      detections: new InMemoryDetectionMemory(),
      queries: new InMemoryResultQueries(results, deliveries),
      reviews: new InMemoryAlertReviews(results, deliveries),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
} as const;

export const inMemoryChannel = {
  name: 'in-memory',
  abilities: { ...common, ports: ['Notifier'], summary: 'a list of what was sent' },
  open: async () => new InMemoryNotifier(),
} as const;
