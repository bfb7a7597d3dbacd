import type { Upload } from '@glyphwatch/console-api/shapes';
import { signal } from '@preact/signals';

/** A file on its way: sent by this page, or known to the server from before. */
export interface Row {
  readonly key: string;
  readonly name: string;
  readonly state: 'waiting' | 'sending' | Upload['state'];
  readonly upload?: Upload;
  readonly error?: string;
  readonly canRetry?: boolean;
  readonly file?: File;
}

export const addOpen = signal(false);
/** Files of this page, in the order in which they were added. */
export const rows = signal<readonly Row[]>([]);

export const openAdd = (): void => {
  addOpen.value = true;
};
export const closeAdd = (): void => {
  addOpen.value = false;
};

export function setRow(key: string, change: Partial<Row>): void {
  rows.value = rows.peek().map((row) => (row.key === key ? { ...row, ...change } : row));
}

/** What the server knows of files that were sent; it keeps the list when the page is loaded again. */
export function takeUploads(uploads: readonly Upload[]): void {
  const byId = new Map(uploads.map((upload) => [upload.id, upload]));
  const mine = new Set<string>();
  const known = rows.peek().map((row) => {
    const upload = row.upload && byId.get(row.upload.id);
    if (row.upload) mine.add(row.upload.id);
    return upload ? { ...row, upload, state: upload.state } : row;
  });
  const others = uploads
    .filter(({ id }) => !mine.has(id))
    .map((upload) => ({ key: upload.id, name: upload.name, state: upload.state, upload }));
  rows.value = [...known, ...others];
}
