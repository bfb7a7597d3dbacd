import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A webhook that does not answer until it is released: a run that notifies it stops at a known point, for as long as the
 * test needs.
 */
export class HeldWebhook {
  readonly #server: Server;
  readonly #waiting: ServerResponse[] = [];
  #isReleased = false;

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      this.#waiting.push(response);
      this.#server.emit('held');
      if (this.#isReleased) this.#answer();
    });
  }

  static async open(): Promise<HeldWebhook> {
    const webhook = new HeldWebhook();
    await once(webhook.#server.listen(0, '127.0.0.1'), 'listening');
    return webhook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  whenHeld(act: () => void): void {
    this.#server.once('held', act);
  }

  release(): void {
    this.#isReleased = true;
    this.#answer();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #answer(): void {
    for (const response of this.#waiting.splice(0)) response.writeHead(204).end();
  }
}
