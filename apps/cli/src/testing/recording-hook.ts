import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook that keeps the id of each message, and can stop answering those that come by one path. */
export class RecordingHook {
  /** Ids in order, by path. */
  readonly told = new Map<string, string[]>();
  readonly #server: Server;
  readonly #silent = new Set<string>();
  #listeners: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      const { url = '', headers } = request;
      this.told.set(url, [...this.at(url), String(headers['webhook-id'])]);
      if (!this.#silent.has(url)) response.writeHead(204).end();
      for (const listener of this.#listeners) listener();
    });
  }

  static async open(): Promise<RecordingHook> {
    const hook = new RecordingHook();
    await once(hook.#server.listen(0, '127.0.0.1'), 'listening');
    return hook;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  at(path: string): readonly string[] {
    return this.told.get(path) ?? [];
  }

  get all(): readonly string[] {
    return [...this.told.values()].flat();
  }

  /** From here on, what comes by this path is kept, but not answered. */
  fallSilent(path: string): void {
    this.#silent.add(path);
  }

  /** Once this holds; it is asked with every message. */
  async until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve) => {
      this.#listeners.push(() => {
        if (isTrue()) resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
