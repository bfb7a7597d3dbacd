import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';

/** A real server for specs, on this machine. */
export interface TestServer {
  /** With user and password. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; the user `nobody` of every Unix owns nothing else. */
const NOBODY = 65_534;
const USER = 'watch';
const READY = 'database system is ready to accept connections';
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '16MB',
  // Nothing here has to survive a power failure.
  fsync: 'off',
  ssl: 'on',
};
/** Ends the server when the process that started it is gone, however that ended, and removes its files. */
const UNTIL_STDIN_ENDS =
  '"$@" & server=$!; cat > /dev/null; kill -INT $server; wait $server; rm -rf "$0"';

/** A server of its own with an empty database, on a free port of this machine. */
export async function startPostgres(binaries: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-postgres-'));
  const password = randomUUID();
  const data = createCluster(binaries, folder, password);
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const command = [join(binaries, 'postgres'), '-D', data, ...settings];
  const server = spawn('sh', ['-c', UNTIL_STDIN_ENDS, data, ...command], {
    ...asNobody(),
    cwd: folder,
  });
  await readiness(server);
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    async stop() {
      const closed = once(server, 'close');
      server.stdin.end();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createCluster(binaries: string, folder: string, password: string): string {
  const data = join(folder, 'data');
  const put = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    own(file);
    return file;
  };
  own(folder);
  const passwordFile = put('password', password);
  const login = ['--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  const options = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync', '--no-instructions'];
  const initdb = join(binaries, 'initdb');
  execFileSync(initdb, ['-D', data, ...login, ...options], {
    ...asNobody(),
    cwd: folder,
    stdio: 'pipe',
  });
  for (const [name, text] of [
    ['server.crt', TEST_CERTIFICATE],
    ['server.key', TEST_KEY],
  ] as const) {
    const file = put(join('data', name), text);
    chmodSync(file, 0o600);
  }
  return data;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function asNobody() {
  return isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
}

function own(path: string): void {
  if (isRoot()) chownSync(path, NOBODY, NOBODY);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function readiness(server: ChildProcessWithoutNullStreams): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes(READY)) resolve();
    });
    server.once('close', () => reject(new Error(`PostgreSQL ended: ${said}`)));
  });
}
