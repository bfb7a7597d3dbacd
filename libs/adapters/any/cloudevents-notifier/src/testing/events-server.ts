import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import schema from './cloud-event.schema.json' with { type: 'json' };

export const TOKEN = 'secret-token-of-the-receiver';
const LARGEST = 64 * 1024;

export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly data: { readonly address: { readonly bucket: string; readonly key: string } };
}

const ajv = addFormats(new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }));
const isEvent = ajv.compile<CloudEvent>(schema);
/** Not allowed in attributes: spec.md, type system, String. */
const CONTROL = /[\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]/u;

/** Any receiver of CloudEvents over HTTP, in either mode. */
export class EventsServer extends RecordingServer {
  readonly events: CloudEvent[] = [];
  token = TOKEN;
  checksToken = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  #answer({ method, headers, body }: Received): Reply {
    if (method !== 'POST') return { status: 405 };
    if (this.checksToken && headers['authorization'] !== `Bearer ${this.token}`)
      return { status: 401 };
    if (Buffer.byteLength(body) > LARGEST) return { status: 413 };
    const type = headers['content-type'] ?? '';
    const event: unknown = type.startsWith('application/cloudevents+json')
      ? JSON.parse(body)
      : { ...attributesIn(headers), datacontenttype: type, data: JSON.parse(body) };
    if (!isEvent(event) || CONTROL.test(event.id + event.subject)) return { status: 400 };
    this.events.push(event);
    return { status: 204 };
  }
}

function attributesIn(headers: Received['headers']): Record<string, string> {
  const attributes = Object.entries(headers).filter(([name]) => name.startsWith('ce-'));
  return Object.fromEntries(
    attributes.map(([name, value]) => [name.slice(3), decodeURIComponent(value)]),
  );
}
