/** That something happened to an object. It may be late, or come twice: what is there now has to be asked. */
export interface UploadNotice {
  readonly bucket: string;
  /** Decoded. Untrusted: may hold any character. */
  readonly key: string;
  readonly isRemoved: boolean;
}

/** `mistake` says why a body is no notification, and quotes nothing of it. */
export type ParsedNotices =
  | { readonly notices: readonly UploadNotice[] }
  | { readonly mistake: string }
  /** The sender asks whether its notifications are wanted, and expects this answer. */
  | { readonly answer: Readonly<Record<string, string>> };

/** More than any sender puts into one request. */
export const MAX_NOTICES = 1_000;

/** The notices of several records, or the first mistake; `undefined` for a record that is about something else. */
export function noticesOf<T>(
  records: readonly T[],
  read: (record: T) => UploadNotice | string | undefined,
): ParsedNotices {
  if (records.length > MAX_NOTICES)
    return { mistake: `there are more than ${MAX_NOTICES} records` };
  const notices: UploadNotice[] = [];
  for (const record of records) {
    const notice = read(record);
    if (typeof notice === 'string') return { mistake: notice };
    if (notice) notices.push(notice);
  }
  return { notices };
}
