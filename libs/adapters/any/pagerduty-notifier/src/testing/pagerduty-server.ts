import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import schema from './pagerduty-event.schema.json' with { type: 'json' };

export const ROUTING_KEY = 'R012SECRETSECRETSECRETSECRET3456';
const LARGEST = 512 * 1024;

export interface Alert {
  readonly routing_key: string;
  readonly dedup_key: string;
  readonly links?: readonly { readonly href: string }[];
  readonly payload: {
    readonly summary: string;
    readonly severity: string;
    readonly custom_details: { readonly message: string };
  };
}

const isAlert = addFormats(new Ajv({ strict: true, allErrors: true })).compile<Alert>(schema);

/** Stands in for events.pagerduty.com: checks key, shape and size, and joins events of one key. */
export class PagerdutyServer extends RecordingServer {
  /** By their key. */
  readonly alerts = new Map<string, Alert>();
  routingKey = ROUTING_KEY;
  checksKey = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  #answer({ method, path, headers, body }: Received): Reply {
    if (method !== 'POST' || path !== '/v2/enqueue') return { status: 404 };
    if (!headers['content-type']?.startsWith('application/json'))
      return fails('Content type is not JSON');
    if (Buffer.byteLength(body) > LARGEST) return { status: 413 };
    const event: unknown = JSON.parse(body);
    if (!isAlert(event))
      return fails(...(isAlert.errors ?? []).map(({ instancePath }) => instancePath));
    if (this.checksKey && event.routing_key !== this.routingKey)
      return fails("'routing_key' is invalid");
    this.alerts.set(event.dedup_key, event);
    return json(202, { status: 'success', message: 'Event processed', dedup_key: event.dedup_key });
  }
}

function fails(...errors: string[]): Reply {
  return json(400, { status: 'invalid event', message: 'Event object is invalid', errors });
}

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
