import { readImageEvents, readMessageBody, readQueueRecords } from '@glyphwatch/pipeline/inbound';
import { jsonOf, ownErrorsOnly } from '../checks.ts';
import { ensure, type FuzzTarget } from '../fuzz-target.ts';

export const events: FuzzTarget = {
  name: 'events',
  reads: 'messages of the upload queue: events from EventBridge and S3',
  async run(input) {
    const body = input.toString('utf8');
    const value = jsonOf(input);
    await ownErrorsOnly(() => void readQueueRecords(value));
    await ownErrorsOnly(() => void readImageEvents(value));
    for (const { kind, upload } of (await ownErrorsOnly(() => readMessageBody(body))) ?? []) {
      ensure(['created', 'deleted'].includes(kind), `an event of the kind ${String(kind)}`);
      ensure(/^([0-9A-F]+)$/.test(upload.sequencer), `the sequencer ${upload.sequencer}`);
      ensure(Number.isFinite(upload.uploadedAt), `the time ${upload.uploadedAt}`);
      ensure(upload.address.key.length > 0, 'an empty key');
    }
  },
};
