import {
  type Deliveries,
  type Message,
  type NotifiedChannel,
  recordUnrecorded,
  ReplayWatchlist,
  type ResultStore,
  ScanImage,
  type ScanReport,
  TELL_EACH,
  Telling,
  type TextDetection,
  type Upload,
  type Watchlist,
  type Again,
  type Notifier,
} from '../index.ts';
import { CountingIds } from '../in-memory/counting-ids.ts';
import { InMemoryDeliveries } from '../in-memory/in-memory-deliveries.ts';
import { InMemoryResultStore } from '../in-memory/in-memory-result-store.ts';
import { InMemoryWatchlist } from '../in-memory/in-memory-watchlist-source.ts';
import { readText } from '../in-memory/read-text.ts';
import { Journal } from './journal.ts';
import { type End, type Plan, NO_FAULTS, type Ports, Process } from './process.ts';

export const LEASE_MS = 1000;
export const SEND_MS = 300;

/** In digests, but nothing is held back. */
const GROUPED = { tell: 'grouped', everyMs: 0, atMost: Infinity } as const;

/** An event that the queue delivers until it is acknowledged. */
export interface Event {
  readonly upload: Upload;
  /** The text in the image; absent for a deletion. */
  readonly text?: string;
}

export interface Delivery {
  readonly again?: Again;
  readonly plan?: Plan;
}

/** Breaks promises of the store or the outbox. */
export interface Sabotage {
  readonly store?: (store: ResultStore) => ResultStore;
  readonly deliveries?: (deliveries: Deliveries) => Deliveries;
}

/** Everything outside the domain: storage, channels, time, and the queue. */
export class World {
  readonly journal = new Journal(() => this.now);
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly events: Event[] = [];
  now = 1_760_000_000_000;
  rules: Watchlist = new InMemoryWatchlist({ gate: 'OUT', door: 'EXIT' });
  readonly #unacknowledged = new Set<Event>();
  readonly #redone = new Set<number>();
  readonly #ids = new CountingIds();
  #runs = 0;

  constructor({ store = (same) => same, deliveries = (same) => same }: Sabotage = {}) {
    const outbox = new InMemoryDeliveries(() => this.now);
    this.store = store(new InMemoryResultStore(outbox));
    this.deliveries = deliveries(outbox);
  }

  /** The image `key` is uploaded with `text`, or deleted. */
  happen(key: string, text?: string): Event {
    const number = this.events.length + 1;
    const sequencer = number.toString(16).toUpperCase().padStart(2, '0');
    const address = { bucket: 'b', key, versionId: `v${number}` };
    const upload = { address, version: `v${number}`, sequencer, uploadedAt: this.now };
    const event = text === undefined ? { upload } : { upload, text };
    this.events.push(event);
    this.#unacknowledged.add(event);
    return event;
  }

  /** Delivers an event to a new process. */
  async deliver(event: Event, { again, plan = NO_FAULTS }: Delivery = {}): Promise<Running> {
    const running = this.#start(plan);
    if (again) {
      this.#redone.add(running.run);
      this.#unacknowledged.add(event);
    }
    const acknowledge = (end: End): End => {
      if (end === 'done') this.#unacknowledged.delete(event);
      return end;
    };
    await running.go(() => this.#handle(event, again, running), acknowledge);
    return running;
  }

  async sweep(plan: Plan = NO_FAULTS): Promise<Running> {
    const running = this.#start(plan);
    const { store, telling } = this.#parts(running);
    await running.go(async () => {
      await recordUnrecorded(store, this.now);
      await telling.sweep();
    });
    return running;
  }

  async replay(plan: Plan = NO_FAULTS): Promise<Running> {
    const running = this.#start(plan);
    this.#redone.add(running.run);
    const replay = new ReplayWatchlist(this.#parts(running));
    const notify = { id: `run ${running.run}`, name: 'replay' };
    await running.go(() => replay.replay(this.rules, { notify }));
    return running;
  }

  get unacknowledged(): readonly Event[] {
    return [...this.#unacknowledged];
  }

  /** Whether something final was scanned or matched again. */
  get hasRedos(): boolean {
    return this.#redone.size > 0;
  }

  #start(plan: Plan): Running {
    this.#runs += 1;
    const run = this.#runs;
    const ports: Ports = {
      store: this.journal.watchStore(this.store, run),
      deliveries: this.journal.watchDeliveries(this.deliveries, run),
      detector: {
        identity: 'simulated',
        detectText: async ({ address }) => this.#detect(run, address.versionId ?? ''),
      },
      watchlists: { current: async () => this.rules },
      notifier: {
        notify: async (message: Message) => this.journal.told(run, message),
      },
    };
    return new Running(run, plan, ports);
  }

  async #handle(
    { upload, text }: Event,
    again: Delivery['again'],
    running: Running,
  ): Promise<boolean> {
    if (text === undefined) {
      await running.ports.store.markGone(upload, this.now);
      return true;
    }
    const scanImage = new ScanImage(this.#parts(running));
    const image = { address: upload.address, read: async () => new TextEncoder().encode(text) };
    const report = await scanImage.scan({ upload, image, ...(again ? { again } : {}) });
    return isDone(report);
  }

  #detect(run: number, version: string): TextDetection {
    this.journal.detected.push({ run, version });
    return readText(this.events.find(({ upload }) => upload.version === version)?.text ?? '');
  }

  #parts({ run, ports }: Running) {
    const { store, deliveries, detector, watchlists } = ports;
    const notifier: Notifier = {
      notify: (message) => {
        this.journal.beginTelling(run, message);
        return ports.notifier.notify(message);
      },
    };
    const common = { isDefault: true, notifier };
    const channels: NotifiedChannel[] = [
      { ...common, name: 'people', receives: new Set(['matched', 'failed']), telling: GROUPED },
      {
        ...common,
        name: 'machines',
        receives: new Set(['matched', 'scanned']),
        telling: TELL_EACH,
      },
    ];
    const shared = { channels, watchlists, clock: () => this.now, ids: this.#ids };
    const pause = (ms: number): Promise<void> => this.#pause(ms);
    const telling = new Telling({
      ...{ ...shared, deliveries, pause, random: () => 0, tellMs: SEND_MS },
    });
    const passTime = async (ms: number) => void (this.now += ms);
    return { ...shared, store, detector, telling, leaseMs: LEASE_MS, pause: passTime };
  }

  /** Channels are fast here, so that no lease is ever renewed: that pause does not end. */
  #pause(ms: number): Promise<void> {
    if (ms < SEND_MS / 2) return new Promise(() => {});
    this.now += ms;
    return Promise.resolve();
  }
}

/** A running or suspended process. */
export class Running {
  readonly run: number;
  readonly ports: Ports;
  end: End = 'frozen';
  readonly #process: Process;
  #acknowledge: (end: End) => End = (end) => end;

  constructor(run: number, plan: Plan, ports: Ports) {
    this.run = run;
    this.#process = new Process(plan);
    this.ports = this.#process.reach(ports);
  }

  get calls() {
    return this.#process.calls;
  }

  async go(work: () => Promise<unknown>, acknowledge = this.#acknowledge): Promise<void> {
    this.#acknowledge = acknowledge;
    this.end = acknowledge(await this.#process.run(work, (answer) => answer !== false));
  }

  async thaw(): Promise<void> {
    while (this.end === 'frozen') this.end = this.#acknowledge(await this.#process.thaw());
  }
}

function isDone({ kind }: ScanReport): boolean {
  return kind !== 'busy' && kind !== 'replaced';
}
