import { eventGridNotices, minioNotices, type ParsedNotices, pubsubNotices } from './index.ts';

const created = (bucket: string, key: string) => ({ bucket, key, isRemoved: false });
const removed = (bucket: string, key: string) => ({ bucket, key, isRemoved: true });
const only = (...notices: object[]) => ({ notices });

describe('MinIO and stores like it', () => {
  const record = (eventName: string, key: string) => ({
    ...{ eventVersion: '2.0', eventSource: 'minio:s3', eventName },
    s3: { bucket: { name: 'scans' }, object: { key, size: 3, eTag: '1', sequencer: '17A3' } },
  });
  const body = (...records: object[]) => ({
    EventName: 's3:ObjectCreated:Put',
    Key: 'scans/x',
    Records: records,
  });

  it.each([
    ['s3:ObjectCreated:Put', only(created('scans', 'a.png'))],
    ['ObjectCreated:CompleteMultipartUpload', only(created('scans', 'a.png'))],
    ['s3:ObjectRemoved:Delete', only(removed('scans', 'a.png'))],
    ['s3:ObjectAccessed:Get', only()],
  ])('reads %s', (eventName, expected) => {
    expect(minioNotices(body(record(eventName, 'a.png')), 'encoded')).toEqual(expected);
  });

  it('decodes keys, unless the store writes them as they are', () => {
    const event = body(record('s3:ObjectCreated:Put', 'in%2Fa+b%2B%C3%BC.png'));
    expect(minioNotices(event, 'encoded')).toEqual(only(created('scans', 'in/a b+ü.png')));
    expect(minioNotices(event, 'raw')).toEqual(only(created('scans', 'in%2Fa+b%2B%C3%BC.png')));
  });

  it('reads several records, and the message that is sent when notifications are set up', () => {
    const two = body(record('s3:ObjectCreated:Put', 'a'), record('s3:ObjectRemoved:Delete', 'b'));
    expect(minioNotices(two, 'encoded')).toEqual(
      only(created('scans', 'a'), removed('scans', 'b')),
    );
    expect(minioNotices({ Event: 's3:TestEvent' }, 'encoded')).toEqual(only());
  });

  it.each([
    [null, 'no object'],
    [[], 'no object'],
    [{}, 'Records is no list'],
    [body({}), 'no eventName'],
    [body({ eventName: 's3:ObjectCreated:Put' }), 'names no object'],
    [body(record('s3:ObjectCreated:Put', '')), 'names no object'],
    [body(record('s3:ObjectCreated:Put', '%zz')), 'not encoded'],
    [body(...Array.from({ length: 1_001 }, () => record('s3:x', 'a'))), 'more than 1000'],
  ])('says why it does not take %#', (event, why) => {
    expect(mistakeIn(minioNotices(event, 'encoded'))).toContain(why);
  });
});

describe('Google Pub/Sub', () => {
  const push = (attributes: object) => ({
    message: { attributes, data: 'e30=', messageId: '1', publishTime: '2026-01-01T00:00:00Z' },
    subscription: 'projects/p/subscriptions/s',
  });
  const object = { bucketId: 'scans', objectId: 'in/a b%20.png', objectGeneration: '17' };

  it.each([
    ['OBJECT_FINALIZE', only(created('scans', 'in/a b%20.png'))],
    ['OBJECT_DELETE', only(removed('scans', 'in/a b%20.png'))],
    ['OBJECT_ARCHIVE', only(removed('scans', 'in/a b%20.png'))],
    ['OBJECT_METADATA_UPDATE', only()],
  ])('reads %s, whether generations are text or numbers', (eventType, expected) => {
    expect(pubsubNotices(push({ ...object, eventType }))).toEqual(expected);
    expect(pubsubNotices(push({ ...object, objectGeneration: 17, eventType }))).toEqual(expected);
  });

  it.each([[null], [{}], [{ message: {} }], [push({})], [push({ eventType: 'OBJECT_FINALIZE' })]])(
    'says why it does not take %j',
    (event) => {
      expect(mistakeIn(pubsubNotices(event))).toMatch(/attribute/);
    },
  );
});

describe('Azure Event Grid', () => {
  const data = { url: 'https://acct.blob.core.windows.net/scans/in/a%20b.png', sequencer: '00F' };
  const subject = '/blobServices/default/containers/scans/blobs/in/a b.png';
  const event = (type: string) => ({ specversion: '1.0', id: '1', type, subject, data });
  const bucket = 'https://acct.blob.core.windows.net/scans';

  it('reads one CloudEvent, a list of them, and the schema of its own', () => {
    const made = event('Microsoft.Storage.BlobCreated');
    const { specversion: _, type: eventType, ...rest } = event('Microsoft.Storage.BlobDeleted');
    expect(eventGridNotices(made)).toEqual(only(created(bucket, 'in/a b.png')));
    expect(eventGridNotices([made, { ...rest, eventType }])).toEqual(
      only(created(bucket, 'in/a b.png'), removed(bucket, 'in/a b.png')),
    );
    expect(eventGridNotices(event('Microsoft.Storage.BlobTierChanged'))).toEqual(only());
  });

  it('returns the code of a validation', () => {
    const validation = {
      eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
      data: { validationCode: '512d38b6' },
    };
    expect(eventGridNotices([validation])).toEqual({ answer: { validationResponse: '512d38b6' } });
    expect(mistakeIn(eventGridNotices([{ ...validation, data: {} }]))).toContain('no code');
  });

  it.each([
    [null, 'no object'],
    [[{}], 'no type'],
    [{ ...event('Microsoft.Storage.BlobCreated'), subject: '/x' }, 'no blob'],
    [{ ...event('Microsoft.Storage.BlobCreated'), data: { url: 'x' } }, 'no blob'],
  ])('says why it does not take %j', (body, why) => {
    expect(mistakeIn(eventGridNotices(body))).toContain(why);
  });
});

function mistakeIn(parsed: ParsedNotices): string {
  return 'mistake' in parsed ? parsed.mistake : '';
}
