import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError, type Uploads } from '@glyphwatch/console-api';
import type { Upload } from '@glyphwatch/console-api/shapes';
import { type Clock, isFinal, type ResultStore } from '@glyphwatch/domain';
import { whyPassedOver } from '@glyphwatch/file-image-source';
import { printable } from '@glyphwatch/notification-text';

export interface FolderUploadsOptions {
  /** Absolute; watched, so that what gets there is scanned. */
  readonly folder: string;
  readonly maxBytes: number;
  readonly results: Pick<ResultStore, 'find'>;
  readonly clock: Clock;
}

const AT_ONCE = 4;
const MOST_ROWS = 200;
/** Bytes, with the stamp no more than any file system takes. */
const LONGEST_NAME = 200;
const LONGEST_ENDING = 10;
/** Characters that are looked at. */
const LONGEST_GIVEN = 1024;
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
/** Hidden, so that nobody scans half a file. */
const INCOMING = '.incoming-';
/** `20261130T074500Z-1a2b3c4d-gate.png`: sorted by time, never the same twice. */
const STAMPED = /^(\d{8})T(\d{6})Z-([0-9a-f]{8})-(.+)$/s;

/** Images that people add, as files of one folder. */
export class FolderUploads implements Uploads {
  readonly #options: FolderUploadsOptions;
  /** Those of which there is no file. */
  readonly #refused: Upload[] = [];
  #incoming = 0;

  constructor(options: FolderUploadsOptions) {
    this.#options = options;
  }

  /** Makes the folder, and removes what a process left that was killed. */
  async open(): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    const names = await readdir(folder);
    for (const name of names.filter((one) => one.startsWith(INCOMING)))
      await rm(join(folder, name), { force: true });
  }

  async receive(given: string, bytes: Readable): Promise<Upload> {
    if (this.#incoming >= AT_ONCE) {
      throw new ApiError(429, 'busy', `${AT_ONCE} images are arriving already.`, {
        advice: 'Try again in a moment.',
      });
    }
    this.#incoming += 1;
    const { folder, clock } = this.#options;
    const [name, at, id] = [safeName(given), clock(), randomBytes(4).toString('hex')];
    const incoming = join(folder, INCOMING + id);
    try {
      await this.#write(incoming, bytes);
      const kind = await whyPassedOver(name, async () => new Uint8Array());
      const why = kind === 'other' ? await whyPassedOver(incoming) : kind;
      if (why !== undefined) return this.#refuse({ id, name, at, reason: reasonOf(why) });
      const path = join(folder, stampedName({ at, id, name }));
      await rename(incoming, path);
      return { id, name, state: 'received', imageId: path, at };
    } catch (error) {
      if (error instanceof ApiError) this.#refuse({ id, name, at, reason: error.message });
      throw error;
    } finally {
      this.#incoming -= 1;
      await rm(incoming, { force: true });
    }
  }

  /** Newest first. */
  async list(): Promise<readonly Upload[]> {
    const { folder } = this.#options;
    const stamped = (await readdir(folder)).filter((name) => STAMPED.test(name)).sort();
    const newest = stamped.slice(-MOST_ROWS);
    const rows = await Promise.all(newest.map((name) => this.#rowOf(name)));
    return [...rows.flat(), ...this.#refused].sort((a, b) => b.at - a.at).slice(0, MOST_ROWS);
  }

  async #write(path: string, bytes: Readable): Promise<void> {
    const { maxBytes } = this.#options;
    let size = 0;
    const counted = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        size += piece.length;
        if (size > maxBytes) {
          throw new ApiError(413, 'too-large', `It has more than ${maxBytes} bytes (maxBytes).`);
        }
        yield piece;
      }
    };
    await pipeline(bytes, counted, createWriteStream(path, { mode: OWNER_ONLY, flush: true }));
    if (size === 0) throw new ApiError(400, 'empty', 'It is empty.');
  }

  async #rowOf(file: string): Promise<Upload[]> {
    const [, day = '', time = '', id = '', name = ''] = STAMPED.exec(file) ?? [];
    const path = join(this.#options.folder, file);
    if (!(await stat(path).catch(() => undefined))?.isFile()) return [];
    const result = await this.#options.results.find(path);
    const at = timeOf(day, time);
    if (!result) return [{ id, name, state: 'received', imageId: path, at }];
    const { status, reason } = result;
    const isDone = isFinal(status) && status !== 'UNSUPPORTED';
    const isFailed = status === 'FAILED' || status === 'UNSUPPORTED';
    const state = isDone ? 'done' : isFailed ? 'failed' : 'scanning';
    const why = reason === undefined ? {} : { reason };
    return [{ id, name, state, imageId: path, status, ...why, at }];
  }

  #refuse(row: Pick<Upload, 'id' | 'name' | 'at' | 'reason'>): Upload {
    const refused: Upload = { ...row, state: 'failed' };
    this.#refused.unshift(refused);
    this.#refused.length = Math.min(this.#refused.length, MOST_ROWS);
    return refused;
  }
}

/** The last part of it, in characters that every system takes; never hidden, never a path. */
function safeName(given: string): string {
  const last = basename(given.replaceAll('\\', '/'));
  const shown = printable(last, { maxLength: LONGEST_GIVEN })
    .replace(/[<>:"|?*/\\\0…]/g, '_')
    .replace(/^\.+/, '')
    .trim();
  return shown === '' ? 'image' : shortened(shown);
}

/** With its ending, by which it is found, and no half characters. */
function shortened(name: string): string {
  const last = extname(name);
  const ending = last.length > LONGEST_ENDING ? '' : last;
  const stem = Buffer.from(name.slice(0, name.length - ending.length));
  const room = LONGEST_NAME - Buffer.byteLength(ending);
  return new TextDecoder().decode(stem.subarray(0, room), { stream: true }) + ending;
}

function stampedName({ at, id, name }: { at: number; id: string; name: string }): string {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${stamp}-${id}-${name}`;
}

function timeOf(day: string, time: string): number {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)];
  const [hour, minute, second] = [time.slice(0, 2), time.slice(2, 4), time.slice(4)];
  return Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
}

function reasonOf(kind: string): string {
  return kind === 'other' || kind === 'unreadable'
    ? 'Files of this kind cannot be read.'
    : `Files of the kind ${kind} cannot be read.`;
}
