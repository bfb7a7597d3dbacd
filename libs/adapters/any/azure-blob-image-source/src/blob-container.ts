/** A container of Azure Blob Storage, and the right to read in it. */
export interface BlobContainer {
  /** `https://account.blob.core.windows.net/container`: the bucket of its images. */
  readonly url: string;
  /** The shared access signature: a secret. */
  readonly query: string;
}

/** https://learn.microsoft.com/azure/storage/common/storage-sas-overview; `undefined` if the URL names no container. */
export function blobContainer(sasUrl: string): BlobContainer | undefined {
  const { origin, pathname, search } = new URL(sasUrl);
  const path = pathname.replace(/\/$/, '');
  return path === '' || search === '' ? undefined : { url: origin + path, query: search };
}

/** `undefined` for a key that no URL can name, because its parts `.` or `..` would lead elsewhere. */
export function blobUrl({ url, query }: BlobContainer, key: string): URL | undefined {
  const path = key.toWellFormed().split('/').map(encodeURIComponent).join('/');
  const blob = new URL(`${url}/${path}${query}`);
  return blob.href.startsWith(`${url}/${path}?`) ? blob : undefined;
}
