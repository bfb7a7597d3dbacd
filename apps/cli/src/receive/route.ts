import type { IncomingHttpHeaders } from 'node:http';
import type { ParsedNotices, UploadNotice } from '@glyphwatch/upload-notices';
import type { Target } from '../scan/scan-run.ts';

export interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
}

/** How notifications of one kind of sender are taken. */
export interface Route {
  readonly path: string;
  /** Whether a forged notification is told from a genuine one. */
  readonly isChecked: boolean;
  /** Why a request is refused; `undefined` for a genuine one. Rejects if that cannot be told now. */
  refusal(asked: Asked): Promise<string | undefined>;
  parse(body: unknown): ParsedNotices;
  /** Whether the settings allow to read the image. */
  knows(notice: UploadNotice): boolean;
  open(notice: UploadNotice): Promise<Target>;
  /** Takes part in the handshake of CloudEvents' webhooks. */
  readonly hasHandshake?: boolean;
}
