import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Deliveries, Delivery, DeliveryQuery } from '@glyphwatch/domain';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import {
  type LocalStack,
  type LocalStackOptions,
  readingOnce,
  startLocalStack,
} from '../../src/index.ts';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { draw } from '@glyphwatch/sent-image/testing';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const CDK_OUT = join(ROOT, 'dist/apps/local-stack/cdk.out');
const SAMPLES = join(ROOT, 'apps/cli/samples');

/** Is told everything. */
export const GUARD = 'guard@example.com';
/** A long queue is slow to look at. */
const LOOK_PAUSE_MS = 75;
/** The most that a list answers at once. */
const PAGE = 1000;

export type Row = Record<string, AttributeValue>;

/** A running stack with shortcuts for specs. */
export class Yard {
  readonly stack: LocalStack;
  readonly logs: string[];
  readonly events: { readonly 'detail-type': string; readonly detail: Record<string, unknown> }[];
  readonly outbox: Deliveries;
  readonly #detector: OnnxTextDetector;

  constructor(stack: LocalStack, logs: string[], detector: OnnxTextDetector) {
    this.stack = stack;
    this.logs = logs;
    this.events = [];
    this.#detector = detector;
    const { outputs, dynamo } = stack;
    this.outbox = new DynamoResultStore(dynamo, {
      tableName: String(outputs['MetadataTableOutput']),
      matchesTableName: String(outputs['MatchesTableOutput']),
      deliveriesTableName: String(outputs['DeliveriesTableOutput']),
      alertsTableName: String(outputs['AlertsTableOutput']),
    }).deliveries;
    stack.bus.listen('glyphwatch', { source: ['glyphwatch'] }, (event) =>
      this.events.push(event as Yard['events'][number]),
    );
  }

  static async open(options: Partial<LocalStackOptions> = {}): Promise<Yard> {
    const logs: string[] = [];
    const onnx = new OnnxTextDetector();
    const stack = await startLocalStack({
      cdkOut: CDK_OUT,
      detector: readingOnce(onnx),
      onLog: (line) => logs.push(line),
      ...options,
    });
    return new Yard(stack, logs, onnx);
  }

  async close(): Promise<void> {
    await this.stack.close();
    await this.#detector.close();
  }

  get bucket(): string {
    return String(this.stack.outputs['BucketOutput']);
  }

  get uploads() {
    return this.stack.queue('Uploads');
  }

  async put(key: string, body: Uint8Array | string) {
    return this.stack.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: Buffer.from(body) }),
    );
  }

  async remove(key: string, versionId?: string) {
    const version = versionId === undefined ? {} : { VersionId: versionId };
    return this.stack.s3.send(
      new DeleteObjectCommand({ Bucket: this.bucket, Key: key, ...version }),
    );
  }

  async row(key: string): Promise<Row | undefined> {
    const TableName = String(this.stack.outputs['MetadataTableOutput']);
    const Key = { ImageID: { S: `${this.bucket}/${key}` } };
    return (await this.stack.dynamo.send(new GetItemCommand({ TableName, Key }))).Item;
  }

  async rows(): Promise<Row[]> {
    const TableName = String(this.stack.outputs['MetadataTableOutput']);
    return (await this.stack.dynamo.send(new ScanCommand({ TableName }))).Items ?? [];
  }

  /** The history of matches of one image. */
  async matches(key: string): Promise<Row[]> {
    const TableName = String(this.stack.outputs['MatchesTableOutput']);
    const { Items = [] } = await this.stack.dynamo.send(new ScanCommand({ TableName }));
    return Items.filter(({ ImageID }) => ImageID?.S === `${this.bucket}/${key}`);
  }

  /** Resolves to the row once it has this status. */
  async hasStatus(key: string, status: string): Promise<Row> {
    return until(`${key} is ${status}`, async () => {
      const row = await this.row(key);
      return row?.['Status']?.S === status && row;
    });
  }

  /** Resolves once no message is waiting or in flight, without waiting for delays. */
  async settled(): Promise<void> {
    for (let left = await this.waiting(); left > 0;) {
      left = await until(`fewer than ${left} messages are left`, async () => {
        const now = await this.waiting();
        if (now < left) return now;
        await this.stack.skipDelays(this.uploads);
        await sleep(LOOK_PAUSE_MS);
        return undefined;
      });
    }
  }

  async waiting(): Promise<number> {
    const { ready, delayed, inflight } = await this.stack.peek(this.uploads);
    return ready.length + delayed.length + inflight.length;
  }

  /** What the outbox has, last added first. */
  async deliveries(query: DeliveryQuery = {}): Promise<Delivery[]> {
    const all: Delivery[] = [];
    for (let cursor: string | undefined; ;) {
      const from = cursor === undefined ? {} : { cursor };
      const page = await this.outbox.list({ ...query, ...from, limit: PAGE });
      all.push(...page.items);
      if (page.cursor === undefined) return all;
      ({ cursor } = page);
    }
  }

  /**
   * For the outbox, so much time passes: what waits is due sooner, what was told is longer ago. Nobody may be telling
   * meanwhile. A function may still wait for what it remembers, a minute at most.
   */
  async pass(ms: number): Promise<void> {
    const { outbox } = this;
    for (const channel of ['topic', 'bus']) {
      const { turn, due: waiting } = await outbox.look(channel, { evenIfNotDue: true });
      const earlier = waiting.map(({ id, due }) => ({ id, due, until: due - ms }));
      await outbox.postpone(channel, earlier);
      if (turn.revision === 0) continue;
      const said = Object.entries(turn.said).map(
        ([group, last]) => [group, { ...last, at: last.at - ms }] as const,
      );
      await outbox.change(channel, {
        ...turn,
        heldUntil: turn.heldUntil - ms,
        said: Object.fromEntries(said),
        spoken: turn.spoken.map((one) => ({ ...one, at: one.at - ms })),
      });
    }
  }

  /** What the rule of the sweeper does each minute. */
  async sweep(): Promise<void> {
    await this.stack.fire('SweepRule');
  }

  async deadLetters(queue: string) {
    return (await this.stack.peek(this.stack.queue(queue))).ready;
  }

  /** Subjects of the mails to an address. */
  mails(address = GUARD): readonly string[] {
    const { mails } = this.stack.mailboxes;
    return mails.filter(({ to }) => to === address).map(({ subject }) => subject);
  }

  /** Those about one image. */
  mailsAbout(key: string, address = GUARD): readonly string[] {
    const name = key.split('/').at(-1) ?? key;
    return this.stack.mailboxes.mails
      .filter(({ to, text }) => to === address && text.includes(name))
      .map(({ subject }) => subject);
  }
}

/** More than a hundred words, and then a phrase. */
export async function denseImage(phrase: string): Promise<Buffer> {
  const rows = Array.from({ length: 15 }, () => Array(10).fill('OPEN').join(' '));
  return (await draw([...rows, phrase])).png;
}

export function sample(name: string): Buffer {
  return readFileSync(join(SAMPLES, name));
}
