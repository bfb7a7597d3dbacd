import { request, type IncomingHttpHeaders } from 'node:http';
import {
  type Commit,
  imageIdOf,
  layOutText,
  type MatchRecord,
  type NearMiss,
  type RuleMatch,
  type Upload,
} from '@glyphwatch/domain';
import { sampleMatch, sampleRuleMatch } from '@glyphwatch/domain/contracts';
import {
  InMemoryAlertReviews,
  InMemoryDeliveries,
  InMemoryResultQueries,
  InMemoryResultStore,
} from '@glyphwatch/domain/in-memory';
import type { ConsoleParts, RevealNote } from '../console-parts.ts';
import type { ServedConsole, ServeOptions } from '../host/serve-options.ts';
import { startConsole } from '../host/start-console.ts';

export const NOW = Date.UTC(2026, 10, 30, 12);
const PICTURE = Buffer.from('RIFF-a-picture');
export const FILES = new Map(
  Object.entries({
    'index.html': '<!doctype html><title>Glyphwatch</title>',
    'app-ABCDEFGH.js': 'start()',
    'app.css': 'body {}',
  }).map(([name, text]) => [name, Buffer.from(text)]),
);

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A console over stores in memory, and what it did. */
export class Served implements AsyncDisposable {
  readonly console: ServedConsole;
  readonly port: number;
  readonly parts: ConsoleParts;
  readonly store: InMemoryResultStore;
  readonly deliveries: InMemoryDeliveries;
  readonly revealed: readonly RevealNote[];
  readonly failures: readonly unknown[];

  private constructor(
    console: ServedConsole,
    did: Pick<Served, 'parts' | 'store' | 'deliveries' | 'revealed' | 'failures'>,
  ) {
    this.console = console;
    this.port = console.port;
    ({
      parts: this.parts,
      store: this.store,
      deliveries: this.deliveries,
      revealed: this.revealed,
      failures: this.failures,
    } = did);
  }

  static async start(
    changes: Partial<ConsoleParts> = {},
    options: Partial<ServeOptions> = {},
  ): Promise<Served> {
    const deliveries = new InMemoryDeliveries(() => NOW);
    const store = new InMemoryResultStore(deliveries);
    const reviews = new InMemoryAlertReviews(store, deliveries);
    const revealed: RevealNote[] = [];
    const failures: unknown[] = [];
    const parts: ConsoleParts = {
      ...{ queries: new InMemoryResultQueries(store, deliveries), reviews, deliveries },
      ...{ results: store, clock: () => NOW, version: '1.2.3', timezone: 'Europe/Berlin' },
      views: { covered: async () => PICTURE, bare: async () => PICTURE },
      isReadOnly: false,
      recordReveal: async (note) => void revealed.push(note),
      ruleIds: async () => [{ id: 'gate', severity: 'high', sensitive: false }],
      places: () => [{ name: 'photos', state: 'watching' }],
      about: async () => ({ store: 'in memory', detector: 'none', problems: [] }),
      ...changes,
    };
    const served = await startConsole({
      ...{ parts, files: FILES, host: '127.0.0.1', port: 0, basePath: '/', name: 'ann' },
      onFailure: (error) => failures.push(error),
      ...options,
    });
    return new Served(served, { parts, store, deliveries, revealed, failures });
  }

  /** With any headers, also those that browsers do not let pages set. */
  ask(
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<Answer> {
    const json = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type: Record<string, string> =
      json === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(json)}` };
    return new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: this.port, method, path, headers: { ...type, ...headers } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (some: string) => (text += some));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      asked.on('error', reject).end(json);
    });
  }

  /** As a script with the token. */
  script(path: string, asked: Parameters<Served['ask']>[1] = {}): Promise<Answer> {
    const headers = {
      ...{ authorization: `Bearer ${this.console.token}`, 'x-glyphwatch': '1' },
      ...asked.headers,
    };
    return this.ask(path, { ...asked, headers });
  }

  async json(path: string, asked: Parameters<Served['ask']>[1] = {}) {
    return JSON.parse((await this.script(path, asked)).text);
  }

  /** An image that was read, with its alerts. */
  async put(
    key: string,
    text: string,
    rules: readonly RuleMatch[] = [],
    { at = NOW - 1000, nearMisses = [] }: { at?: number; nearMisses?: readonly NearMiss[] } = {},
  ): Promise<string> {
    const address = { bucket: '/photos', key };
    const upload: Upload = { address, version: 'v1', sequencer: '01', uploadedAt: at };
    const imageId = imageIdOf(address);
    await this.store.claim(upload, { owner: 'me', now: at, leaseUntil: at + 1000 });
    const outcome: Commit['outcome'] = {
      ...{ status: rules.length > 0 ? 'MATCHED' : 'NO_MATCH', ruleMatches: rules },
      ...{ detection: layOutText(text), nearMisses, watchlistVersion: 'w1' },
    };
    const commit = { outcome, deliveries: [], records: [], notified: [], now: at };
    await this.store.commit(imageId, 'me', commit);
    const records = rules.map(({ hides: _, ...rule }): MatchRecord => ({
      ...{
        ...rule,
        id: encodeURIComponent(`${key} ${rule.ruleId}`),
        imageId,
        address,
        version: 'v1',
      },
      ...{ uploadedAt: at, watchlistVersion: 'w1' },
    }));
    await this.store.recordMatches(imageId, records);
    return imageId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.console.close();
  }
}

/** A rule that found one text, in these words of the first line. */
export function found(
  ruleId: string,
  text: string,
  words: readonly number[],
  changes: Partial<RuleMatch> = {},
): RuleMatch {
  const match = sampleMatch({
    ...{ text, value: 'X', context: text, lines: [1], fingerprint: `${ruleId} ${text}` },
    words: words.map((word) => [0, word] as const),
  });
  const { page: _p, polygonPages: _q, ...onOnePage } = match;
  return sampleRuleMatch({ ruleId, hides: [], matches: [onOnePage], ...changes });
}
