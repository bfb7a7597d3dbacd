import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What the server says to a command; by its first word, `` for the greeting and `.` for the end of the message. */
export type Script = Readonly<Record<string, string>>;

export interface BadServerOptions {
  readonly script?: Script;
  /** In place of the answer to this command, then every millisecond until the connection ends. */
  readonly endless?: readonly [command: string, text: string];
  /** Resets the connection in place of the answer to this command. */
  readonly resetsAt?: string;
}

const GOOD: Script = {
  '': '220 ready\r\n',
  EHLO: '250 hello\r\n',
  MAIL: '250 ok\r\n',
  RCPT: '250 ok\r\n',
  DATA: '354 go on\r\n',
  '.': '250 queued\r\n',
  QUIT: '221 bye\r\n',
};

/** A mail server without TLS that follows a script where a real one would be decent. An answer of `` is silence. */
export class BadMailServer {
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server;

  constructor({ script = {}, endless, resetsAt }: BadServerOptions) {
    const answers: Script = { ...GOOD, ...script };
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      const answer = (command: string): void => {
        if (command === resetsAt) return void socket.resetAndDestroy();
        if (command !== endless?.[0]) return void socket.write(answers[command] ?? '502 what?\r\n');
        const timer = setInterval(() => socket.write(endless[1]), 1);
        socket.on('close', () => clearInterval(timer));
      };
      let isMessage = false;
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (isMessage && !text.endsWith('\r\n.\r\n')) return;
        const command = isMessage ? '.' : (text.split(/\s/, 1)[0] ?? '');
        isMessage = command === 'DATA';
        answer(command);
      });
      answer('');
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
