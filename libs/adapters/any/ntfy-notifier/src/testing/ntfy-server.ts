import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';

export const TOPIC = 'secret-topic-of-the-guards';
export const TOKEN = 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2';
const LARGEST_MESSAGE = 4096;

/** Of a published message: server/types.go of binwiederhier/ntfy; unknown fields are refused here, not there. */
const FIELDS = ['topic', 'title', 'message', 'priority', 'tags', 'click'];

export interface Published {
  readonly topic: string;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly click?: string;
}

/** Stands in for ntfy: checks token, shape and size, and answers in its words. */
export class NtfyServer extends RecordingServer {
  readonly published: Published[] = [];
  /** Messages so long that only a file of them arrived. */
  readonly files: string[] = [];
  token = TOKEN;
  checksToken = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  #answer({ method, path, headers, body }: Received): Reply {
    if (method !== 'POST' || path !== '/') return fails(404, 40401, 'page not found');
    if (this.checksToken && headers['authorization'] !== `Bearer ${this.token}`) {
      return fails(401, 40101, 'unauthorized');
    }
    const message: unknown = JSON.parse(body);
    if (!isPublished(message))
      return fails(400, 40017, 'invalid request: request body must be message JSON');
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(message.topic))
      return fails(400, 40009, 'invalid request: topic invalid');
    const isFile = Buffer.byteLength(message.message) > LARGEST_MESSAGE;
    if (isFile) this.files.push(message.message);
    else this.published.push(message);
    return json(200, { id: 'sPs71M8A2T', time: 1_764_000_000, event: 'message', ...message });
  }
}

function isPublished(value: unknown): value is Published {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, title, message, priority, click } = value as Record<string, unknown>;
  return (
    [topic, title, message, click ?? ''].every((text) => typeof text === 'string') &&
    [1, 2, 3, 4, 5].includes(Number(priority)) &&
    Object.keys(value).every((name) => FIELDS.includes(name))
  );
}

function fails(http: number, code: number, error: string): Reply {
  return json(http, { code, http, error, link: 'https://ntfy.sh/docs/publish' });
}

function json(status: number, body: object): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(body)}\n`,
  };
}
