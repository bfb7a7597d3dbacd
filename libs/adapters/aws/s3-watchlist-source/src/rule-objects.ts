import { createHash } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { failureName, statusOf } from '@glyphwatch/aws-failures';
import type { CompiledRules } from './compiled-rules.ts';
import { namedKey } from './named-key.ts';
import type { RuleText, Wanted } from './rule-text.ts';

interface RuleObject extends RuleText {
  readonly etag: string | undefined;
}

/** Room for a million words; a larger object is something else. */
const MAX_BYTES = 64 * 1024 * 1024;
const TOO_BIG = `names an object of more than ${MAX_BYTES >> 20} MB: split it`;
const NOT_MODIFIED = 304;
const NOT_FOUND = 404;

/** A rule file, those it extends and word lists, fetched again only if their ETag changed. */
export class RuleObjects {
  readonly #client: Pick<S3Client, 'send'>;
  readonly #bucket: string;
  readonly #timeoutMs: number;
  #known: ReadonlyMap<string, RuleObject | undefined> = new Map();

  constructor(client: Pick<S3Client, 'send'>, bucket: string, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
    this.#bucket = bucket;
  }

  /** The next read fetches and returns everything, changed or not. */
  forget(): void {
    this.#known = new Map();
  }

  /** The bytes of an object that may be missing, or of no use. */
  async readBytes(key: string): Promise<Uint8Array | undefined> {
    const abortSignal = AbortSignal.timeout(this.#timeoutMs);
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key });
    const { Body } = await this.#client.send(command, { abortSignal });
    if (!Body || !('destroy' in Body)) return undefined;
    addAbortSignal(abortSignal, Body);
    return bytesOf(Body);
  }

  /**
   * Texts by key, `undefined` for a missing object that another names; nothing at all if nothing changed since the last call.
   * Fails with S3's error if the root cannot be read.
   */
  async read(
    root: string,
    compiled: Pick<CompiledRules, 'namedBy'>,
  ): Promise<ReadonlyMap<string, RuleText | undefined> | undefined> {
    const seen = new Map<string, RuleObject | undefined>();
    const waiting: Wanted[] = [{ key: root, isList: false }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { key, isList } = next;
      if (seen.has(key)) continue;
      const object = await this.#fetch(key, key === root);
      seen.set(key, object);
      if (isList || !object) continue;
      const named = await compiled.namedBy(key, object.sha256);
      waiting.push(...(named ?? (await namedIn(key, object.text))));
    }
    const known = this.#known;
    this.#known = seen;
    const isSame =
      seen.size === known.size &&
      [...seen].every(
        ([key, object]) => known.has(key) && known.get(key)?.sha256 === object?.sha256,
      );
    return isSame ? undefined : seen;
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: 304 if the ETag is unchanged. */
  async #fetch(key: string, isRoot: boolean): Promise<RuleObject | undefined> {
    const known = this.#known.get(key);
    const etag = known?.etag;
    const abortSignal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const { Body, ContentLength, ETag } = await this.#client.send(
        new GetObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          ...(etag === undefined ? {} : { IfNoneMatch: etag }),
        }),
        { abortSignal },
      );
      if (!Body || !('destroy' in Body)) throw new Error('The answer has no body.');
      addAbortSignal(abortSignal, Body);
      if ((ContentLength ?? 0) <= MAX_BYTES) {
        const bytes = await bytesOf(Body);
        return new TextObject(ETag, bytes);
      }
      Body.destroy();
      return { etag: ETag, text: NO_TEXT, refused: TOO_BIG };
    } catch (error) {
      if (known && statusOf(error) === NOT_MODIFIED) return known;
      const isMissing = statusOf(error) === NOT_FOUND && failureName(error) !== 'NoSuchBucket';
      if (!isRoot && isMissing) return undefined;
      throw error;
    }
  }
}

/** Anything but text becomes a NUL, which the parser rejects with a helpful message. */
const NO_TEXT = '\0';

async function namedIn(key: string, text: string): Promise<Wanted[]> {
  // The parser is large, and few files name others.
  if (!text.includes('extend') && !text.includes('file')) return [];
  const { namedFilesOf } = await import('./rule-engine.ts');
  const { extended, lists } = namedFilesOf(text);
  return [
    ...extended.map((path) => ({ key: namedKey(path, key), isList: false })),
    ...lists.map((path) => ({ key: namedKey(path, key), isList: true })),
  ];
}

/** Copied once; the SDK's own method copies twice, and there may be tens of megabytes. */
async function bytesOf(body: Readable): Promise<Uint8Array> {
  return Buffer.concat(await body.toArray());
}

/** Decoded when it is needed, which megabytes of rules in compiled form never are. */
class TextObject implements RuleObject {
  readonly etag: string | undefined;
  readonly sha256: string;
  readonly #bytes: Uint8Array;

  constructor(etag: string | undefined, bytes: Uint8Array) {
    this.etag = etag;
    this.sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#bytes = bytes;
  }

  get text(): string {
    return decode(this.#bytes);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return NO_TEXT;
  }
}
