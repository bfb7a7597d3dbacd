import { isRecord } from '@glyphwatch/domain';
import { noticesOf, type ParsedNotices, type UploadNotice } from './parsed-notices.ts';

const VALIDATION = 'Microsoft.EventGrid.SubscriptionValidationEvent';
/** A map, because a type of event may be called `constructor`. */
const KINDS: ReadonlyMap<string, 'created' | 'removed'> = new Map([
  ['Microsoft.Storage.BlobCreated', 'created'],
  ['Microsoft.Storage.BlobDeleted', 'removed'],
]);
const SUBJECT = /^\/?blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/s;

/**
 * Reads events of Blob Storage from Event Grid: one CloudEvent, a list of them, or Event Grid's own schema. `bucket` is the
 * container's URL, so that containers of two accounts are two.
 * https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export function eventGridNotices(body: unknown): ParsedNotices {
  const events: readonly unknown[] = Array.isArray(body) ? body : [body];
  const [first] = events;
  if (isRecord(first) && typeOf(first) === VALIDATION) return validationOf(first);
  return noticesOf(events, noticeOf);
}

function typeOf(event: Readonly<Record<string, unknown>>): unknown {
  return event['specversion'] === undefined ? event['eventType'] : event['type'];
}

function validationOf({ data }: Readonly<Record<string, unknown>>): ParsedNotices {
  const code = isRecord(data) ? data['validationCode'] : undefined;
  return typeof code === 'string'
    ? { answer: { validationResponse: code } }
    : { mistake: 'the validation has no code' };
}

function noticeOf(event: unknown): UploadNotice | string | undefined {
  if (!isRecord(event)) return 'an event is no object';
  const type = typeOf(event);
  if (typeof type !== 'string') return 'an event has no type';
  const kind = KINDS.get(type);
  if (kind === undefined) return undefined;
  const { subject, data } = event;
  const [, container, key] = typeof subject === 'string' ? (SUBJECT.exec(subject) ?? []) : [];
  const url = isRecord(data) && typeof data['url'] === 'string' ? URL.parse(data['url']) : null;
  if (container === undefined || key === undefined || !url) return 'an event names no blob';
  return { bucket: `${url.origin}/${container}`, key, isRemoved: kind === 'removed' };
}
