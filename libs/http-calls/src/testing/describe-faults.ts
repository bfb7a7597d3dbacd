import { inspect } from 'node:util';
import { hasErrorCode, type Notifier } from '@glyphwatch/domain';
import { failureOf, sampleNotification } from '@glyphwatch/domain/contracts';
import type { HttpOptions } from '../index.ts';
import { NO_ANSWERS, ODD_ANSWERS } from './bad-answers.ts';
import type { RecordingServer, Reply } from './recording-server.ts';

export interface FaultSubject {
  readonly notifier: Notifier;
  /** Answers as the service does unless told otherwise. */
  readonly server: RecordingServer;
}

export interface FaultOptions {
  /** What the settings keep in environment variables: no failure may show it. */
  readonly secrets: readonly string[];
  /** Any 2xx is a success, whatever its body says. */
  readonly takesAnyBody?: boolean;
  /** The service's own way to ask for a wait of two seconds, if its answer's body has one. */
  readonly waitInBody?: Reply;
  /** What its answers with status 200 that are no success look like, and the code of the failure. */
  readonly badSuccesses?: readonly (readonly [
    body: string,
    code: 'notifier-unavailable' | 'notifier-misconfigured' | 'notification-refused',
  ])[];
}

const NOW = Date.parse('2026-01-01T00:00:00Z');
const PAGE = '<!DOCTYPE html><html><body>Blocked by policy</body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };
const HALF: Reply = { status: 200, headers: JSON_TYPE, body: '{"ok":true}', cutAfter: 4 };
/** The service waits for nobody. */
const SHORT: HttpOptions = { retries: 0, timeoutMs: 300 };
const UNAVAILABLE = 'notifier-unavailable';
const MISCONFIGURED = 'notifier-misconfigured';

/** What goes wrong between a channel that posts over HTTP and its service. */
export function describeFaults(
  name: string,
  open: (options: HttpOptions) => Promise<FaultSubject>,
  { secrets, takesAnyBody = false, waitInBody, badSuccesses = [] }: FaultOptions,
): void {
  const opened: RecordingServer[] = [];
  const start = async (replies: RecordingServer['replies'], changes: HttpOptions = {}) => {
    const waits: number[] = [];
    const { notifier, server } = await open({
      clock: () => NOW,
      wait: async (milliseconds) => void waits.push(milliseconds),
      ...changes,
    });
    opened.push(server);
    server.replies = replies;
    const fail = async (code: Parameters<typeof failureOf>[1]) => {
      const error = await failureOf(notifier.notify(sampleNotification()), code);
      for (const secret of secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
      return error;
    };
    return { notifier, server, waits, fail };
  };

  describe(`${name}, when things go wrong`, () => {
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((server) => server.close()));
    });

    it.each<[string, Reply]>([
      ['in seconds', { status: 429, headers: { 'retry-after': '2' } }],
      [
        'as a date',
        { status: 429, headers: { 'retry-after': new Date(NOW + 2000).toUTCString() } },
      ],
      ...(waitInBody ? [['in the body', waitInBody] as [string, Reply]] : []),
    ])('waits as long as it is asked to %s, then sends', async (_, reply) => {
      const { notifier, server, waits } = await start([reply, 'answer']);
      await notifier.notify(sampleNotification());
      expect(waits).toContain(2000);
      expect(server.received).toHaveLength(2);
    });

    it('fails at once while a longer wait lasts, and calls nobody', async () => {
      const { server, fail } = await start([
        { status: 429, headers: { 'retry-after': '120' } },
        'answer',
      ]);
      expect((await fail(UNAVAILABLE)).message).toContain('in 120 s or later');
      expect((await fail(UNAVAILABLE)).message).toContain('in 120 s or later');
      expect(server.received).toHaveLength(1);
    });

    it('is unavailable after 429 without a word', async () => {
      const { fail } = await start([{ status: 429, headers: JSON_TYPE, body: '{}' }]);
      await fail(UNAVAILABLE);
    });

    it.each([500, 502, 503, 504])('tries three times after %i', async (status) => {
      const { server, fail } = await start([{ status, headers: JSON_TYPE, body: '{}' }]);
      await fail(UNAVAILABLE);
      expect(server.received).toHaveLength(3);
    });

    it('sends again when the connection ends after sending', async () => {
      const { notifier, server } = await start([{ status: 200, raw: '' }, 'answer']);
      await notifier.notify(sampleNotification());
      const [first, second] = server.received;
      expect(second?.body).toBe(first?.body);
    });

    it('is unavailable if the service hangs, and does not try again', async () => {
      const { server, fail } = await start([{ status: 200, silent: true }], { timeoutMs: 50 });
      await fail(UNAVAILABLE);
      expect(server.received).toHaveLength(1);
    });

    it.each<[string, Reply]>([
      ['always hangs up', { status: 200, raw: '' }],
      ...(takesAnyBody ? [] : [['sends half a body', HALF] as [string, Reply]]),
    ])('is unavailable if the service %s', async (_, reply) => {
      const { fail } = await start([reply]);
      await fail(UNAVAILABLE);
    });

    it.each(takesAnyBody ? [403, 404, 407] : [200, 202, 400, 403, 404, 407, 413])(
      "never takes a proxy's page with status %i for the service's answer",
      async (status) => {
        const { fail } = await start([{ status, headers: HTML, body: PAGE }]);
        await fail(MISCONFIGURED);
      },
    );

    it("waits for a proxy's page with status 502 to go away", async () => {
      const { notifier } = await start([{ status: 502, headers: HTML, body: PAGE }, 'answer']);
      await notifier.notify(sampleNotification());
    });

    it.each([302, 307])('follows no redirect (%i)', async (status) => {
      const { server, fail } = await start([{ status, headers: { location: '/elsewhere' } }]);
      await fail(MISCONFIGURED);
      expect(server.received).toHaveLength(1);
    });

    for (const [body, code] of badSuccesses) {
      it(`takes 200 with ${body} for ${code}`, async () => {
        const { fail } = await start([{ status: 200, headers: JSON_TYPE, body }]);
        await fail(code);
      });
    }

    it.each(NO_ANSWERS)('settles if a server %s', async (_, reply, kind) => {
      const { fail } = await start([{ status: 200, ...reply }], SHORT);
      await fail(`notifier-${kind}`);
    });

    it.each(ODD_ANSWERS)(
      takesAnyBody ? 'takes %s for a success' : 'settles after %s',
      async (_, reply) => {
        const { notifier } = await start([{ status: 200, ...reply }], takesAnyBody ? {} : SHORT);
        await notifier.notify(sampleNotification()).catch((error: unknown) => {
          if (takesAnyBody || !hasErrorCode(error, UNAVAILABLE, MISCONFIGURED)) throw error;
        });
      },
    );

    it('tells what was answered', async () => {
      const heard: number[] = [];
      const { notifier } = await start([{ status: 503 }, 'answer'], {
        onAnswer: ({ status }) => heard.push(status),
      });
      await notifier.notify(sampleNotification());
      expect(heard).toEqual([503, expect.any(Number)]);
    });

    it('connects to no address of a private network', async () => {
      const { server, fail } = await start(['answer'], { allowPrivate: false });
      await fail(MISCONFIGURED);
      expect(server.received).toEqual([]);
    });
  });
}
