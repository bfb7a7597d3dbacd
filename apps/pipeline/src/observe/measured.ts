import type {
  NotifiedChannel,
  ResultStore,
  TextDetector,
  WatchlistSource,
} from '@glyphwatch/domain';
import type { Metrics } from './metrics.ts';

/** Times each detection and adds up what the provider charges. */
export function measuredDetector(
  detector: TextDetector,
  metrics: Metrics,
  costPerImage: number,
): TextDetector {
  return {
    identity: detector.identity,
    detectText: (image) =>
      metrics.time('DetectMilliseconds', async () => {
        const detection = await detector.detectText(image);
        metrics.add('ProviderCost', costPerImage);
        return detection;
      }),
  };
}

export function measuredRules(source: WatchlistSource, metrics: Metrics): WatchlistSource {
  return { current: () => metrics.time('RulesMilliseconds', () => source.current()) };
}

export function measuredChannel(
  { notifier, ...channel }: NotifiedChannel,
  metrics: Metrics,
): NotifiedChannel {
  return {
    ...channel,
    notifier: {
      notify: (message) =>
        metrics.time('NotifyMilliseconds', async () => {
          try {
            await notifier.notify(message);
          } catch (error) {
            metrics.add('NotificationFailures');
            throw error;
          }
        }),
    },
  };
}

/** Times every call. */
export function measuredStore(store: ResultStore, metrics: Metrics): ResultStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        metrics.time('StoreMilliseconds', async () => Reflect.apply(member, target, args));
    },
  });
}
