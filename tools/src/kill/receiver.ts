import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** An HTTP receiver that counts each message by its id, and takes a moment to answer, in which its sender can die. */
export class Receiver {
  /** How often each message came, by its `webhook-id`. */
  readonly times = new Map<string, number>();
  readonly #server: Server;
  readonly #heard = new Set<() => void>();

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume().on('end', () => void this.#take(String(request.headers['webhook-id'])));
      request.on('end', () => void sleep(2).then(() => response.writeHead(204).end()));
    });
  }

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await once(receiver.#server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get repeats(): number {
    return [...this.times.values()].reduce((sum, times) => sum + times - 1, 0);
  }

  /** Calls `act` with each message, before its answer, until the returned function is called. */
  onMessage(act: () => void): () => void {
    this.#heard.add(act);
    return () => this.#heard.delete(act);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #take(id: string): void {
    this.times.set(id, (this.times.get(id) ?? 0) + 1);
    for (const act of this.#heard) act();
  }
}
