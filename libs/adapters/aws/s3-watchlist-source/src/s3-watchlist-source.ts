import type { S3Client } from '@aws-sdk/client-s3';
import { failureName, statusOf, translateFailure } from '@glyphwatch/aws-failures';
import {
  type Clock,
  GlyphwatchError,
  type Watchlist,
  type WatchlistSource,
} from '@glyphwatch/domain';
import { LastGoodWatchlist } from '@glyphwatch/watchlist/last-good';
import { CompiledRules } from './compiled-rules.ts';
import { namedKey } from './named-key.ts';
import { RuleObjects } from './rule-objects.ts';
import type { RuleText } from './rule-text.ts';

export interface S3WatchlistSourceOptions {
  readonly bucket: string;
  readonly key: string;
  /** The object with the rules in compiled form, if there is one. */
  readonly compiledKey?: string | undefined;
  /** Called once for each rejected change, with a message for people. */
  readonly onProblem: (problem: string) => void;
  /** Called when the compiled rules are of another version, as during a deployment of a new one: nobody's mistake. */
  readonly onOutdated?: (notice: string) => void;
  /** S3 is asked at most this often. */
  readonly checkEveryMs?: number;
  /** The key for hashes of sensitive matches; not called before a rule is sensitive. */
  readonly hashKey?: (() => Promise<string>) | undefined;
  /** Of quiet hours that name no time zone; default: this machine's. */
  readonly zone?: string | undefined;
  /** For each whole object; the client's own timeouts end with the first byte. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const DEFAULT_CHECK_EVERY_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 10_000;
/** Without rules every image waits, so S3 is asked again sooner. */
const CHECK_WITHOUT_RULES_MS = 1_000;

/** The rules in an S3 object, the objects it extends and word lists, checked by ETag every `checkEveryMs`. */
export class S3WatchlistSource implements WatchlistSource {
  readonly #objects: RuleObjects;
  readonly #compiled: CompiledRules;
  readonly #options: S3WatchlistSourceOptions;
  readonly #clock: Clock;
  readonly #rules: LastGoodWatchlist;
  #checkedAt = -Infinity;
  #checking: Promise<void> | undefined;

  constructor(client: Pick<S3Client, 'send'>, options: S3WatchlistSourceOptions) {
    this.#objects = new RuleObjects(
      client,
      options.bucket,
      options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    );
    this.#options = options;
    const { key, compiledKey, onProblem, onOutdated = () => undefined } = options;
    const read = (each: string) => this.#objects.readBytes(each);
    this.#compiled = new CompiledRules(
      key,
      compiledKey === undefined ? undefined : { key: compiledKey, read, onProblem, onOutdated },
    );
    this.#clock = options.clock ?? Date.now;
    this.#rules = new LastGoodWatchlist(options.onProblem);
  }

  async current(): Promise<Watchlist> {
    if (this.#isDue()) {
      this.#checking ??= this.#check().finally(() => (this.#checking = undefined));
      await this.#checking;
    }
    return this.#rules.current();
  }

  #isDue(): boolean {
    const { checkEveryMs = DEFAULT_CHECK_EVERY_MS } = this.#options;
    const pause = this.#rules.exists
      ? checkEveryMs
      : Math.min(checkEveryMs, CHECK_WITHOUT_RULES_MS);
    return this.#checking !== undefined || this.#clock() - this.#checkedAt >= pause;
  }

  /** Never rejects: the failure is for `current` to throw or to report. */
  async #check(): Promise<void> {
    this.#checkedAt = this.#clock();
    this.#compiled.fetch();
    try {
      const objects = await this.#objects.read(this.#options.key, this.#compiled);
      if (objects) await this.#load(objects);
    } catch (error) {
      // After the outage everything is loaded again, so that the next outage is reported too.
      this.#objects.forget();
      this.#rules.reject(this.#unavailable(error));
    }
  }

  async #load(objects: ReadonlyMap<string, RuleText | undefined>): Promise<void> {
    const { key, hashKey, zone } = this.#options;
    const zoned = zone === undefined ? {} : { zone };
    const circumstances = async (isSensitive: boolean) =>
      hashKey && isSensitive ? { hashKey: await hashKey(), ...zoned } : zoned;
    const compiled = await this.#compiled.from(objects, circumstances);
    if (compiled) return this.#rules.accept(compiled);
    // Most of the bundle: not evaluated before the first rules have arrived.
    const { compileWatchlist, formatProblems, parseRuleFile } = await import('./rule-engine.ts');
    const { ruleSet, errors } = parseRuleFile(objects.get(key)?.text ?? '', {
      name: key,
      readNamed: (path, from) => {
        const name = namedKey(path, from);
        const { text, refused } = objects.get(name) ?? {};
        if (refused !== undefined) return { refused };
        return text === undefined ? undefined : { name, text };
      },
    });
    if (!ruleSet) {
      const problems = formatProblems(errors);
      const message = `Correct the rule file in the bucket ${this.#options.bucket}:\n${problems}`;
      return this.#rules.reject(new GlyphwatchError('watchlist-invalid', message));
    }
    const isSensitive = ruleSet.rules.some(({ enabled, sensitive }) => enabled && sensitive);
    this.#rules.accept(compileWatchlist(ruleSet, await circumstances(isSensitive)));
  }

  #unavailable(cause: unknown): GlyphwatchError {
    const { bucket, key } = this.#options;
    const name = JSON.stringify(key);
    if (statusOf(cause) === 404 && failureName(cause) !== 'NoSuchBucket') {
      const message = `There is no rule file ${name} in the bucket ${bucket}. Upload it, or name another.`;
      return new GlyphwatchError('watchlist-unavailable', message, { cause });
    }
    return translateFailure(cause, {
      unavailable: 'watchlist-unavailable',
      misconfigured: 'watchlist-unavailable',
      service: `the bucket ${bucket}`,
      advice: { denied: `Allow s3:GetObject on the rule file ${name}, and s3:ListBucket.` },
    });
  }
}
