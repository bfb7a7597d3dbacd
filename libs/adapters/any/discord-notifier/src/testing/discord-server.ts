import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import schema from './discord-message.schema.json' with { type: 'json' };

export const TOKEN = 'secret-token-of-the-webhook';
const WEBHOOK = '/api/webhooks/1234567890';
export const PATH = `${WEBHOOK}/${TOKEN}`;

interface Message {
  readonly content: string;
  readonly embeds: readonly {
    readonly description: string;
    readonly image?: { readonly url: string };
  }[];
  readonly allowed_mentions: { readonly parse: readonly string[] };
}

const ajv = addFormats(new Ajv({ strict: true, allErrors: true }));
const isMessage = ajv.compile<Message>(schema);

/** Markup that a client would obey, once what a backslash precedes is taken out. */
const MARKUP =
  /@everyone|@here|<[@#:/t][^>]*>|\[[^\]]+\]\([^)]+\)|https?:\/\/\S+|[*_~`|]+|^\s*(?:#|>|-) /gim;

/** Stands in for discord.com: checks token, type, shape and size, and knows what would act in a channel. */
export class DiscordServer extends RecordingServer {
  /** What people would read. */
  readonly posted: string[] = [];
  readonly acted: string[] = [];
  readonly files: { readonly name: string; readonly type: string; readonly size: number }[] = [];
  token = TOKEN;
  checksToken = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  async #answer(request: Received): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.path, 'http://discord.example');
    if (request.method !== 'POST' || !pathname.startsWith(`${WEBHOOK}/`))
      return fails(404, 10015, 'Unknown Webhook');
    if (this.checksToken && pathname !== `${WEBHOOK}/${this.token}`)
      return fails(401, 50027, 'Invalid Webhook Token');
    const message = await this.#read(request);
    if (!isMessage(message)) return fails(400, 50035, 'Invalid Form Body');
    const texts = [message.content, ...message.embeds.map(({ description }) => description)];
    this.acted.push(...message.allowed_mentions.parse, ...texts.flatMap(markupIn));
    this.posted.push(texts.join('\n').replace(/\\([^0-9A-Za-z\s])/g, '$1'));
    // Without `wait`, nothing says whether the message was taken.
    return searchParams.get('wait') === 'true'
      ? json(200, { id: '1', type: 0, ...message })
      : { status: 204 };
  }

  async #read({ headers, bytes }: Received): Promise<unknown> {
    const type = headers['content-type'] ?? '';
    if (type.startsWith('application/json')) return JSON.parse(bytes.toString());
    const form = await new Response(Uint8Array.from(bytes), {
      headers: { 'content-type': type },
    }).formData();
    const file = form.get('files[0]');
    if (file instanceof File)
      this.files.push({ name: file.name, type: file.type, size: file.size });
    return JSON.parse(String(form.get('payload_json')));
  }
}

function markupIn(text: string): string[] {
  return text.replace(/\\[^0-9A-Za-z\s]/g, '').match(MARKUP) ?? [];
}

function fails(status: number, code: number, message: string): Reply {
  return json(status, { code, message });
}

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
