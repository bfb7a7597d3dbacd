import { api } from '../api/calls.ts';
import { online } from '../api/request.ts';
import { refreshAll, sawMark } from './mark.ts';

/** How often a page that is seen asks where there are no events, in ms. */
const POLL = 15_000;
/** How long a stream that the server ended rests, in ms. */
const REST = 3_000;

/**
 * Browsers allow six connections to a host over HTTP/1.1, so the seventh tab with a stream of its own would hang. One tab
 * holds the lock and the stream, and tells the others; when it closes, another one gets the lock.
 */
export function startEvents(can: readonly string[]): void {
  if (!can.includes('events') || !navigator.locks) return poll();
  const base = new URL('.', location.href).pathname;
  const channel = new BroadcastChannel(`glyphwatch ${base}`);
  channel.onmessage = ({ data }: MessageEvent<string>) => sawMark(data);
  void navigator.locks.request(`glyphwatch events ${base}`, () => listen(channel));
}

/** Never resolves: the lock is kept until the tab closes. */
function listen(channel: BroadcastChannel): Promise<never> {
  const open = () => {
    const stream = new EventSource('api/events');
    stream.addEventListener('mark', ({ data }: MessageEvent<string>) => {
      const { mark } = JSON.parse(data) as { mark: string };
      sawMark(mark);
      channel.postMessage(mark);
    });
    stream.addEventListener('open', () => (online.value = true));
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      stream.close();
      setTimeout(open, REST);
    });
  };
  open();
  return new Promise<never>(() => undefined);
}

function poll(): void {
  const ask = async () => {
    if (document.visibilityState === 'visible')
      await api.me().then(
        // A store that has no marks may have changed.
        (me) => (me.mark === '' ? refreshAll() : sawMark(me.mark)),
        () => undefined,
      );
  };
  setInterval(() => void ask(), POLL);
  addEventListener('visibilitychange', () => void ask());
}
