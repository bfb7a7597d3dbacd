import type { VirtualTime } from '@glyphwatch/domain/simulation';
import type { Luck } from './luck.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** What happens while it is handled depends on it. */
  readonly seed: number;
  /** Absent while it is not received. */
  handle?: string;
  receives: number;
  visibleAt: number;
}

export interface QueueOptions {
  readonly time: VirtualTime;
  readonly maxReceiveCount: number;
  readonly visibilityMs: number;
  /** A message became visible. */
  readonly onVisible: () => void;
}

/** How often a message that was deleted comes back all the same. */
const RETURNS = 0.01;

/** A standard queue of SQS with its dead-letter queue. */
export class Queue {
  readonly dead: Message[] = [];
  /** Given to the function so far. */
  deliveries = 0;
  readonly #options: QueueOptions;
  readonly #messages = new Set<Message>();
  #sent = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  send(body: string, seed: number): void {
    this.#sent += 1;
    const message = { id: `m${this.#sent}`, body, seed, receives: 0, visibleAt: 0 };
    this.#messages.add(message);
    this.#show(message, this.#options.time.now);
  }

  /** At most `most` messages; those that were received too often become dead letters. */
  receive(most: number): Message[] {
    const { time, visibilityMs, maxReceiveCount } = this.#options;
    const received: Message[] = [];
    for (const message of this.#messages) {
      if (received.length >= most) break;
      if (message.visibleAt > time.now) continue;
      if (message.receives >= maxReceiveCount) {
        this.#messages.delete(message);
        this.dead.push(message);
        continue;
      }
      message.receives += 1;
      message.handle = `${message.id}/${message.receives}`;
      this.#show(message, time.now + visibilityMs);
      received.push(message);
    }
    this.deliveries += received.length;
    return received;
  }

  /** A message that was received again since stays. */
  delete(message: Message, handle: string | undefined, luck: Luck | undefined): void {
    if (message.handle !== handle || luck?.has(RETURNS)) return;
    this.#messages.delete(message);
  }

  /** Changes the visibility of what was received under this handle. */
  async delay(handle: string, seconds: number): Promise<void> {
    const { time } = this.#options;
    for (const message of this.#messages) {
      if (message.handle === handle) this.#show(message, time.now + seconds * 1000);
    }
  }

  /** Dead letters are sent again, as new messages. */
  redrive(): void {
    for (const { body, seed } of this.dead.splice(0)) this.send(body, seed + 1);
  }

  #show(message: Message, at: number): void {
    const { time, onVisible } = this.#options;
    message.visibleAt = at;
    time.at(at, onVisible);
  }
}
