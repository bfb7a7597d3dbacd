import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { detectorService, HttpCaller, notifierService, objectIn } from '@glyphwatch/http-calls';
import { ownErrorsOnly } from '../checks.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const about = { name: 'The service', check: 'Check it.', judge: () => undefined };
const http = { allowHttp: true, allowPrivate: true, retries: 0, timeoutMs: 1000 };

let answer: Uint8Array = Buffer.alloc(0);
let url: Promise<string> | undefined;

/** Sends the current bytes as a whole answer, and closes. */
async function listen(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  }).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const answers: FuzzTarget = {
  name: 'answers',
  reads: 'whole answers over HTTP, of receivers of notifications and of text detectors',
  async run(input) {
    answer = input;
    url ??= listen();
    const call = { url: await url, body: '{}' };
    for (const service of [notifierService(about), detectorService(about)]) {
      // A new one each time: it keeps the pause that an answer asks for.
      const caller = new HttpCaller(service, http);
      const got = await ownErrorsOnly(() => caller.call(() => call));
      if (got) objectIn(got);
    }
  },
};
