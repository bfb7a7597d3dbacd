import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';
import Ajv from 'ajv';
import schema from './slack-message.schema.json' with { type: 'json' };

export const PATH = '/services/T0000/B0000/secret-of-the-webhook';
const LONGEST_MESSAGE = 13_000;

interface Message {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: { readonly type: string; readonly text: string };
    readonly elements?: readonly { readonly type: string; readonly text: string }[];
  }[];
}

const isMessage = new Ajv({ strict: true, allErrors: true }).compile<Message>(schema);

/** Stands in for hooks.slack.com: checks path, type, shape and size, and knows what would act in a channel. */
export class SlackServer extends RecordingServer {
  /** What people would read. */
  readonly posted: string[] = [];
  /** Mentions and links that would act. */
  readonly acted: string[] = [];
  path = PATH;
  checksPath = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  #answer({ method, path, headers, body }: Received): Reply {
    if (method !== 'POST' || (this.checksPath && path !== this.path))
      return says(404, 'no_service');
    if (!headers['content-type']?.startsWith('application/json'))
      return says(400, 'invalid_payload');
    const message: unknown = JSON.parse(body);
    if (!isMessage(message) || body.length > LONGEST_MESSAGE) return says(400, 'invalid_blocks');
    const texts = message.blocks.flatMap(({ text, elements = [] }) => [
      ...(text ? [text] : []),
      ...elements,
    ]);
    const marked = [
      message.text,
      ...texts.flatMap((one) => (one.type === 'mrkdwn' ? [one.text] : [])),
    ];
    this.acted.push(...marked.flatMap((text) => text.match(/<[^>]*>/g) ?? []));
    this.posted.push(texts.map(({ text }) => text).join('\n'));
    return says(200, 'ok');
  }
}

function says(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
