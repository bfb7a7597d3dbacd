import { api } from '../api/calls.ts';
import { RequestError } from '../api/request.ts';
import { whyOf } from '../api/why-of.ts';
import { sayFailed } from '../parts/toast.tsx';
import { can } from '../shell/me.ts';
import { words } from '../words.ts';
import { openAdd, rows, setRow, type Row } from './add-state.ts';

/** More files are a job for the command line. */
const MOST = 500;
const AT_ONCE = 4;

let sending = 0;

/** Sends files, four at a time. Each ends in a row, whatever becomes of it. */
export function sendFiles(files: readonly File[]): void {
  if (!can('add') || files.length === 0) return;
  openAdd();
  if (files.length > MOST) return sayFailed(words.tooManyFiles(MOST));
  const added = files.map((file): Row => {
    const key = crypto.randomUUID();
    return { key, name: file.name || words.pastedPicture, state: 'waiting', file };
  });
  rows.value = [...added, ...rows.value];
  sendNext();
}

export function sendAgain(key: string): void {
  setRow(key, { state: 'waiting' });
  sendNext();
}

function sendNext(): void {
  const next = rows.peek().findLast(({ state, file }) => state === 'waiting' && file);
  if (!next?.file || sending >= AT_ONCE) return;
  sending += 1;
  setRow(next.key, { state: 'sending' });
  void send(next.key, next.name, next.file).finally(() => {
    sending -= 1;
    sendNext();
  });
  sendNext();
}

async function send(key: string, name: string, file: File): Promise<void> {
  try {
    const upload = await api.upload(name, file);
    setRow(key, { upload, state: upload.state });
  } catch (error) {
    // A file that was refused would be refused again.
    const refused = error instanceof RequestError && error.status < 500;
    setRow(key, { state: 'failed', error: whyOf(error), canRetry: !refused });
  }
}
