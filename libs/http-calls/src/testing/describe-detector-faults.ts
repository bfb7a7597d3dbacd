import { inspect } from 'node:util';
import { type ErrorCode, hasErrorCode, type TextDetection } from '@glyphwatch/domain';
import { failureOf } from '@glyphwatch/domain/contracts';
import type { HttpOptions } from '../index.ts';
import { NO_ANSWERS, ODD_ANSWERS } from './bad-answers.ts';
import type { RecordingServer, Reply } from './recording-server.ts';

export interface DetectorFaultSubject {
  /** Reads an image that shows text. */
  detect(): Promise<TextDetection>;
  /** Answers as the service does unless told otherwise. */
  readonly server: RecordingServer;
}

export interface DetectorFaultOptions {
  /** Keys and tokens: no failure may show one. */
  readonly secrets: readonly string[];
  /** The service's own way to ask for a wait of two seconds, if its answer's body has one. */
  readonly waitInBody?: Reply;
  /** What the service itself says, and what becomes of it. */
  readonly answers: readonly (readonly [what: string, reply: Reply, code: ErrorCode])[];
}

const NOW = Date.parse('2026-01-01T00:00:00Z');
const PAGE = '<!DOCTYPE html><html><body>Blocked by policy</body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };
/** The service waits for nobody. */
const SHORT: HttpOptions = { retries: 0, timeoutMs: 300 };
const JSON_TYPE = { 'content-type': 'application/json' };

/** What goes wrong between a detector that sends images over HTTP and its service; none of it is an image without text. */
export function describeDetectorFaults(
  name: string,
  open: (options: HttpOptions) => Promise<DetectorFaultSubject>,
  { secrets, waitInBody, answers }: DetectorFaultOptions,
): void {
  const opened: RecordingServer[] = [];
  const start = async (replies: RecordingServer['replies'], changes: HttpOptions = {}) => {
    const waits: number[] = [];
    const { detect, server } = await open({
      clock: () => NOW,
      wait: async (milliseconds) => void waits.push(milliseconds),
      ...changes,
    });
    opened.push(server);
    server.replies = replies;
    const fail = async (code: ErrorCode) => {
      const error = await failureOf(detect(), code);
      for (const secret of secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
      return error;
    };
    return { detect, server, waits, fail };
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
    ])('waits as long as it is asked to %s, then reads', async (_, reply) => {
      const { detect, server, waits } = await start([reply, 'answer']);
      expect((await detect()).lines).not.toEqual([]);
      expect(waits).toContain(2000);
      expect(server.received).toHaveLength(2);
    });

    it('fails at once while a longer wait lasts, and calls nobody', async () => {
      const long = { status: 429, headers: { 'retry-after': '120' } };
      const { server, fail } = await start([long, 'answer']);
      for (const _ of [1, 2]) {
        expect((await fail('detector-unavailable')).message).toContain('in 120 s or later');
      }
      expect(server.received).toHaveLength(1);
    });

    it.each([429, 500, 502, 503, 504])(
      'tries three times after %i without a word',
      async (status) => {
        const { server, fail } = await start([{ status, headers: JSON_TYPE, body: '{}' }]);
        await fail('detector-unavailable');
        expect(server.received).toHaveLength(3);
      },
    );

    it('sends again when the connection ends after sending', async () => {
      const { detect, server } = await start([{ status: 200, raw: '' }, 'answer']);
      expect((await detect()).lines).not.toEqual([]);
      const [first, second] = server.received;
      expect(second?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
    });

    it('is unavailable if the service hangs', async () => {
      const { fail } = await start([{ status: 200, silent: true }], { timeoutMs: 50 });
      await fail('detector-unavailable');
    });

    it.each(NO_ANSWERS)('settles if a server %s', async (_, reply, kind) => {
      const { fail } = await start([{ status: 200, ...reply }], SHORT);
      await fail(`detector-${kind}`);
    });

    it.each(ODD_ANSWERS)('takes it for no answer if the service sends %s', async (_, reply) => {
      const { detect } = await start([{ status: 200, ...reply }], SHORT);
      const error: unknown = await detect().catch((cause: unknown) => cause);
      expect(hasErrorCode(error, 'detector-unavailable', 'detector-misconfigured')).toBe(true);
    });

    it.each<[string, Reply]>([
      ['always hangs up', { status: 200, raw: '' }],
      ['sends half a body', { status: 200, headers: JSON_TYPE, body: '{"a":[{"b"', cutAfter: 6 }],
      ['sends half a document', { status: 200, headers: JSON_TYPE, body: '{"a":[{"b"' }],
      ['sends nothing', { status: 200, headers: JSON_TYPE, body: '' }],
      ['sends an unknown document', { status: 200, headers: JSON_TYPE, body: '{"pages":[]}' }],
      ['sends a list', { status: 200, headers: JSON_TYPE, body: '[]' }],
    ])('takes it for no answer if the service %s', async (_, reply) => {
      const { detect } = await start([reply]);
      const error: unknown = await detect().catch((cause: unknown) => cause);
      expect(hasErrorCode(error, 'detector-unavailable', 'detector-misconfigured')).toBe(true);
    });

    it.each([200, 400, 403, 404, 407, 413, 415])(
      "never takes a proxy's page with status %i for the service's answer",
      async (status) => {
        const { fail } = await start([{ status, headers: HTML, body: PAGE }]);
        await fail('detector-misconfigured');
      },
    );

    it("waits for a proxy's page with status 502 to go away", async () => {
      const { detect } = await start([{ status: 502, headers: HTML, body: PAGE }, 'answer']);
      expect((await detect()).lines).not.toEqual([]);
    });

    it.each([302, 307])('follows no redirect (%i)', async (status) => {
      const { server, fail } = await start([{ status, headers: { location: '/elsewhere' } }]);
      await fail('detector-misconfigured');
      expect(server.received).toHaveLength(1);
    });

    it('connects to no address of a private network', async () => {
      const { server, fail } = await start(['answer'], { allowPrivate: false });
      await fail('detector-misconfigured');
      expect(server.received).toEqual([]);
    });

    it.each(answers)('%s', async (_, reply, code) => {
      const { fail } = await start([{ headers: JSON_TYPE, ...reply }]);
      expect((await fail(code)).message).not.toMatch(/CANARY/);
    });
  });
}
