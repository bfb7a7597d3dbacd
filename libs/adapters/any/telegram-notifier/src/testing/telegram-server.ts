import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';

export const TOKEN = '123456789:AAsecret-token-of-the-bot_secret01';
export const CHAT = 4711;

interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

interface Sent {
  readonly chat: string;
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** What Telegram finds in plain text that is not preformatted. */
const ACTIVE =
  /@\w{4,}|#\w+|\$[A-Z]{3,}|(?<!\S)\/\w+|(?:https?|tg):\/\/\S+|www\.\S+|\S+@\S+\.\w+|\+\d[\d ]{7,}/gi;
/** Fields of the two methods that are known here: core.telegram.org/bots/api (it publishes no schema). */
const FIELDS = {
  sendMessage: ['chat_id', 'text', 'entities', 'link_preview_options'],
  sendPhoto: ['chat_id', 'caption', 'caption_entities', 'photo'],
};
const LONGEST = { sendMessage: 4096, sendPhoto: 1024 };

/** Stands in for api.telegram.org: checks token, chat, fields and lengths, and knows what would act in a chat. */
export class TelegramServer extends RecordingServer {
  readonly posted: string[] = [];
  readonly acted: string[] = [];
  readonly photos: { readonly name: string; readonly type: string; readonly size: number }[] = [];
  token = TOKEN;
  checksToken = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  async #answer(request: Received): Promise<Reply> {
    const [, token, method] = /^\/bot([^/]+)\/(sendMessage|sendPhoto)$/.exec(request.path) ?? [];
    if (request.method !== 'POST' || (method !== 'sendMessage' && method !== 'sendPhoto'))
      return fails(404, 'Not Found');
    if (this.checksToken && token !== this.token) return fails(401, 'Unauthorized');
    const fields = await this.#fields(request);
    const unknown = Object.keys(fields).filter((name) => !FIELDS[method].includes(name));
    if (unknown.length > 0) return fails(400, `Bad Request: unknown field ${unknown[0]}`);
    const { chat, text, entities } = sentIn(fields);
    if (chat !== String(CHAT)) return fails(400, 'Bad Request: chat not found');
    if (text === '') return fails(400, 'Bad Request: message text is empty');
    if (text.length > LONGEST[method]) return fails(400, 'Bad Request: message is too long');
    this.acted.push(...(outside(text, entities).match(ACTIVE) ?? []));
    this.posted.push(text);
    return json(200, { ok: true, result: { message_id: 1, text, entities } });
  }

  async #fields({ headers, bytes }: Received): Promise<Readonly<Record<string, unknown>>> {
    const type = headers['content-type'] ?? '';
    if (type.startsWith('application/json')) return { ...JSON.parse(bytes.toString()) };
    const form = await new Response(Uint8Array.from(bytes), {
      headers: { 'content-type': type },
    }).formData();
    const photo = form.get('photo');
    if (photo instanceof File)
      this.photos.push({ name: photo.name, type: photo.type, size: photo.size });
    const entities: unknown = JSON.parse(String(form.get('caption_entities')));
    return { ...Object.fromEntries(form), caption_entities: entities };
  }
}

function sentIn(fields: Readonly<Record<string, unknown>>): Sent {
  const { chat_id: chat, text = fields['caption'], entities = fields['caption_entities'] } = fields;
  return { chat: String(chat), text: String(text ?? ''), entities: entities as readonly Entity[] };
}

/** The text that is not preformatted. */
function outside(text: string, entities: readonly Entity[]): string {
  const inert = entities.filter(({ type }) => type === 'pre' || type === 'code');
  return inert.reduce(
    (rest, { offset, length }) =>
      rest.slice(0, offset) + ' '.repeat(length) + rest.slice(offset + length),
    text,
  );
}

function fails(status: number, description: string): Reply {
  return json(status, { ok: false, error_code: status, description });
}

/** In ASCII, as Telegram writes it: an emoji takes twelve characters. */
function json(status: number, body: object): Reply {
  const ascii = JSON.stringify(body).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { status, headers: { 'content-type': 'application/json' }, body: ascii };
}
