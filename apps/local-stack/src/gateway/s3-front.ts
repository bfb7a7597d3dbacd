import type { ObjectChange } from '../events/s3-event.ts';
import type { BucketResource } from '../template/read-resources.ts';
import { s3Error, xml } from './answers.ts';
import { forward, type HttpAnswer } from './forward.ts';
import { ObjectVersions } from './object-versions.ts';
import { readS3Request, type HttpRequest, type S3Request } from './read-call.ts';

export interface S3FrontOptions {
  /** The S3 emulator. */
  readonly endpoint: string;
  readonly buckets: readonly BucketResource[];
  /** Called after each change, before the client has its answer. */
  readonly onChange: (change: ObjectChange) => Promise<void>;
}

const CREATIONS = ['PutObject', 'CopyObject', 'CompleteMultipartUpload'] as const;

/** Adds what the S3 emulator lacks: versions, and an event for each change. */
export class S3Front {
  readonly #options: S3FrontOptions;
  readonly #versions = new ObjectVersions();

  constructor(options: S3FrontOptions) {
    this.#options = options;
  }

  async answer(request: HttpRequest): Promise<HttpAnswer> {
    const s3 = readS3Request(request);
    const reason = CREATIONS.find((operation) => operation === s3.operation);
    if (reason) return this.#create(request, s3, reason);
    if (s3.operation === 'DeleteObject') return this.#delete(request, s3);
    if (s3.operation === 'DeleteObjects') return this.#deleteAll(request, s3);
    if (s3.operation === 'PostObject') {
      return s3Error(
        501,
        'NotImplemented',
        'The local stack sends no events for browser form uploads. Use PUT.',
      );
    }
    if (s3.query.has('versioning')) return this.#describeVersioning(s3);
    const isRead = s3.operation === 'GetObject' || s3.operation === 'HeadObject';
    return isRead && this.#isVersioned(s3.bucket)
      ? this.#readVersion(request, s3)
      : forward(this.#options.endpoint, request);
  }

  async #create(
    request: HttpRequest,
    s3: S3Request,
    reason: (typeof CREATIONS)[number],
  ): Promise<HttpAnswer> {
    const answer = await forward(this.#options.endpoint, request);
    if (answer.status !== 200) return answer;
    const { bytes, etag, contentType } = await this.#fetch(request);
    const versionId = this.#isVersioned(s3.bucket)
      ? this.#versions.add(nameOf(s3), { bytes, etag, contentType })
      : undefined;
    await this.#emit(s3, {
      etag,
      size: bytes.length,
      ...(versionId !== undefined && { versionId }),
      cause: { kind: 'created', reason },
    });
    return versionId === undefined
      ? answer
      : withHeaders(answer, { 'x-amz-version-id': versionId });
  }

  async #delete(request: HttpRequest, s3: S3Request): Promise<HttpAnswer> {
    const erased = s3.query.get('versionId');
    if (erased !== null && this.#isVersioned(s3.bucket)) return this.#erase(request, s3, erased);
    const answer = await forward(this.#options.endpoint, request);
    if (answer.status >= 300) return answer;
    return withHeaders(answer, await this.#emitDeleted(s3));
  }

  async #emitDeleted(s3: Pick<S3Request, 'bucket' | 'key'>): Promise<Record<string, string>> {
    if (!this.#isVersioned(s3.bucket)) {
      await this.#emit(s3, { cause: { kind: 'deleted', deletionType: 'Permanently Deleted' } });
      return {};
    }
    const versionId = this.#versions.mark(nameOf(s3));
    await this.#emit(s3, {
      versionId,
      cause: { kind: 'deleted', deletionType: 'Delete Marker Created' },
    });
    return { 'x-amz-version-id': versionId, 'x-amz-delete-marker': 'true' };
  }

  /** Erases one version; if it was the newest, the one before shows again. */
  async #erase(request: HttpRequest, s3: S3Request, versionId: string): Promise<HttpAnswer> {
    const name = nameOf(s3);
    const isNewest = this.#versions.newest(name)?.id === versionId;
    this.#versions.erase(name, versionId);
    if (isNewest) await this.#show(request, name);
    await this.#emit(s3, {
      versionId,
      cause: { kind: 'deleted', deletionType: 'Permanently Deleted' },
    });
    return { status: 204, headers: { 'x-amz-version-id': versionId }, body: Buffer.alloc(0) };
  }

  async #show({ url }: HttpRequest, name: string): Promise<void> {
    const shown = this.#versions.newest(name);
    const path = url.split('?')[0] ?? url;
    const headers = shown?.bytes ? { 'content-type': shown.contentType } : {};
    const method = shown?.bytes ? 'PUT' : 'DELETE';
    const body = shown?.bytes ?? Buffer.alloc(0);
    await forward(this.#options.endpoint, { method, url: path, headers, body });
  }

  async #deleteAll(request: HttpRequest, s3: S3Request): Promise<HttpAnswer> {
    const body = request.body.toString();
    if (body.includes('<VersionId>')) {
      return s3Error(
        501,
        'NotImplemented',
        'The local stack deletes versions one at a time. Use DeleteObject.',
      );
    }
    const answer = await forward(this.#options.endpoint, request);
    if (answer.status !== 200) return answer;
    for (const [, key = ''] of body.matchAll(/<Key>([^<]*)<\/Key>/g)) {
      await this.#emitDeleted({ bucket: s3.bucket, key: unescapeXml(key) });
    }
    return answer;
  }

  async #readVersion(request: HttpRequest, s3: S3Request): Promise<HttpAnswer> {
    const isHead = s3.operation === 'HeadObject';
    const asked = s3.query.get('versionId');
    const name = nameOf(s3);
    if (asked === null) {
      const answer = await forward(this.#options.endpoint, request);
      const shown = this.#versions.newest(name);
      const isMarker = shown !== undefined && shown.bytes === undefined;
      return withHeaders(answer, {
        ...(shown && { 'x-amz-version-id': shown.id }),
        ...(isMarker && { 'x-amz-delete-marker': 'true' }),
      });
    }
    const version = this.#versions.find(name, asked);
    if (!version) return s3Error(404, 'NoSuchVersion', 'There is no such version.', isHead);
    if (!version.bytes) {
      const refused = s3Error(405, 'MethodNotAllowed', 'It is a delete marker.', isHead);
      return withHeaders(refused, { 'x-amz-delete-marker': 'true' });
    }
    return {
      status: 200,
      headers: {
        'content-type': version.contentType,
        'content-length': version.bytes.length,
        etag: version.etag,
        'x-amz-version-id': version.id,
      },
      body: isHead ? Buffer.alloc(0) : version.bytes,
    };
  }

  async #describeVersioning({ bucket }: S3Request): Promise<HttpAnswer> {
    const status = this.#isVersioned(bucket) ? '<Status>Enabled</Status>' : '';
    const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
    return xml(
      200,
      `<VersioningConfiguration xmlns="${namespace}">${status}</VersioningConfiguration>`,
    );
  }

  /** The object as the S3 emulator stored it: chunked bodies decoded, parts joined. */
  async #fetch({ url }: HttpRequest) {
    const path = url.split('?')[0] ?? url;
    const { headers, body } = await forward(this.#options.endpoint, {
      method: 'GET',
      url: path,
      headers: {},
      body: Buffer.alloc(0),
    });
    return {
      bytes: body,
      etag: String(headers['etag'] ?? '').replaceAll('"', ''),
      contentType: String(headers['content-type'] ?? 'application/octet-stream'),
    };
  }

  #isVersioned(bucket: string): boolean {
    return this.#options.buckets.some(({ name, isVersioned }) => name === bucket && isVersioned);
  }

  async #emit(
    { bucket, key }: Pick<S3Request, 'bucket' | 'key'>,
    change: Omit<ObjectChange, 'bucket' | 'key'>,
  ): Promise<void> {
    const isTold = this.#options.buckets.some(
      ({ name, sendsEvents }) => name === bucket && sendsEvents,
    );
    if (isTold) await this.#options.onChange({ bucket, key, ...change });
  }
}

function nameOf({ bucket, key }: Pick<S3Request, 'bucket' | 'key'>): string {
  return `${bucket}/${key}`;
}

function withHeaders(answer: HttpAnswer, headers: Readonly<Record<string, string>>): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function unescapeXml(value: string): string {
  return value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replaceAll('&amp;', '&');
}
