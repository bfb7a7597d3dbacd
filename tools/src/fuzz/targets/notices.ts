import {
  eventGridNotices,
  minioNotices,
  type ParsedNotices,
  pubsubNotices,
} from '@glyphwatch/upload-notices';
import { jsonOf, quotesNothing } from '../checks.ts';
import { ensure, type FuzzTarget } from '../fuzz-target.ts';

export const notices: FuzzTarget = {
  name: 'notices',
  reads: 'uploads posted by MinIO, Ceph, Pub/Sub and Event Grid',
  run(input) {
    const body = jsonOf(input);
    const types = JSON.stringify(body) ?? '';
    check(minioNotices(body, 'encoded'), /Object(Created|Removed):/.test(types));
    check(minioNotices(body, 'raw'), /Object(Created|Removed):/.test(types));
    check(pubsubNotices(body), /OBJECT_(FINALIZE|ARCHIVE|DELETE)/.test(types));
    check(eventGridNotices(body), /Microsoft\.Storage\.Blob(Created|Deleted)/.test(types));
  },
};

/** `isAbout`: whether the body says anywhere that an object was uploaded or removed. */
function check(parsed: ParsedNotices, isAbout: boolean): void {
  if ('mistake' in parsed) return quotesNothing(parsed.mistake);
  if (!('notices' in parsed)) return;
  ensure(parsed.notices.length === 0 || isAbout, 'a notice of something else');
  for (const { bucket, key, isRemoved } of parsed.notices) {
    ensure(typeof bucket === 'string' && typeof key === 'string', 'a name is no text');
    ensure(key !== '' && typeof isRemoved === 'boolean', 'a notice names nothing');
  }
}
