import { type Channel, receivedKinds } from '@glyphwatch/domain';
import { suggestion } from '@glyphwatch/document-reader';
import { channelsOf } from '@glyphwatch/pipeline/channels';
import {
  compileGlob,
  type Rule,
  type RuleFileOptions,
  type RuleWarning,
} from '@glyphwatch/watchlist';
import type { InfraSettings } from './settings.ts';

/** What only shows with the settings: channels that there are, and images that are scanned. */
export function checksFor(
  settings: InfraSettings,
): Pick<Required<RuleFileOptions>, 'channels' | 'alsoRefuse'> {
  return {
    channels: channels(settings),
    alsoRefuse: (rules) => rules.flatMap((rule) => outOfReach(rule, settings)),
  };
}

function channels({ notifyOn, bus }: InfraSettings): Channel[] {
  const { people, machines } = channelsOf(receivedKinds(notifyOn));
  return bus.enabled ? [people, machines] : [people];
}

/** A rule for buckets or keys that this pipeline never scans. */
function outOfReach(rule: Rule, { bucket, uploads }: InfraSettings): RuleWarning[] {
  if (!rule.enabled) return [];
  const { buckets, keys } = rule.scope;
  const never = (field: string, why: string): RuleWarning => ({
    ruleId: rule.id,
    path: ['scope', field],
    message: `never matches: ${why}`,
  });
  const name = bucket.existing ?? bucket.name;
  const isBucketScanned = (glob: string): boolean =>
    name === undefined ? mayBegin(glob, DEFAULT_BUCKET) : compileGlob(glob)(name);
  const isKeyScanned = (glob: string): boolean => mayBeUploaded(glob, uploads);
  return [
    ...(buckets.length === 0 || buckets.some(isBucketScanned)
      ? []
      : [never('buckets', bucketAdvice(buckets, name))]),
    ...(keys.length === 0 || keys.some(isKeyScanned) ? [] : [never('keys', keyAdvice(uploads))]),
  ];
}

/** Followed by account and region. */
const DEFAULT_BUCKET = 'image-upload-bucket-';

function bucketAdvice(globs: readonly string[], name = `${DEFAULT_BUCKET}*`): string {
  const meant = globs.map((glob) => suggestion(glob, [name])).find((text) => text !== '');
  return `the bucket is ${name}${meant ?? ''}`;
}

function keyAdvice({ prefixes, suffixes }: InfraSettings['uploads']): string {
  const below = prefixes.length === 0 ? '' : ` below ${prefixes.join(', ')}`;
  return `only uploads${below} that end in ${suffixes.join(', ')} are scanned`;
}

function mayBeUploaded(glob: string, { prefixes, suffixes }: InfraSettings['uploads']): boolean {
  const end = glob.slice(glob.lastIndexOf('*') + 1).toLowerCase();
  const mayEnd = (suffix: string): boolean => end.endsWith(suffix) || suffix.endsWith(end);
  return (
    (prefixes.length === 0 || prefixes.some((prefix) => mayBegin(glob, prefix))) &&
    suffixes.some((suffix) => mayEnd(suffix.toLowerCase()))
  );
}

/** Whether a text that begins with `start` may fit; certain only where it may not. */
function mayBegin(glob: string, start: string): boolean {
  const [literal = ''] = glob.split('*', 1);
  if (literal.length === glob.length) return literal.startsWith(start);
  return start.startsWith(literal) || literal.startsWith(start);
}
