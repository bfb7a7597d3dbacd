import type { Readable } from 'node:stream';
import type { Upload } from './shapes.ts';

/** Images that people add; each ends in a row, whatever becomes of it. */
export interface Uploads {
  /** Keeps the bytes and has them scanned. Fails as an `ApiError`. */
  receive(name: string, bytes: Readable): Promise<Upload>;
  list(): Promise<readonly Upload[]>;
}
