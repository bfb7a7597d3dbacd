import type { NotifiedChannel, TextDetector, WatchlistSource } from '@glyphwatch/domain';
import type { MetricName, Metrics } from './metrics.ts';

/** Times every call of a port, including failing ones. */
export function timed<Port extends object>(port: Port, name: MetricName, metrics: Metrics): Port {
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        metrics.time(name, async () => Reflect.apply(member, target, args));
    },
  });
}

/** Also adds up what the provider charges, and counts what it read. */
export function measuredDetector(
  detector: TextDetector,
  metrics: Metrics,
  { costPerImage, count }: { readonly costPerImage: number; readonly count?: MetricName },
): TextDetector {
  const { identity, detectText } = timed(detector, 'DetectMilliseconds', metrics);
  return {
    identity,
    async detectText(image, onPage) {
      const detection = await detectText(image, onPage);
      metrics.add('ProviderCost', costPerImage);
      if (count) metrics.add(count);
      return detection;
    },
  };
}

/** Also counts failures. */
export function measuredChannel(channel: NotifiedChannel, metrics: Metrics): NotifiedChannel {
  const { notify } = timed(channel.notifier, 'NotifyMilliseconds', metrics);
  return {
    ...channel,
    notifier: {
      notify: (message, reached) =>
        notify(message, reached).catch((error: unknown) => {
          metrics.add('NotificationFailures');
          throw error;
        }),
    },
  };
}

/** Also counts the images that have to wait because there are no rules. */
export function measuredRules(rules: WatchlistSource, metrics: Metrics): WatchlistSource {
  const { current } = timed(rules, 'RulesMilliseconds', metrics);
  return {
    current: () =>
      current().catch((error: unknown) => {
        metrics.add('WatchlistProblems');
        throw error;
      }),
  };
}
