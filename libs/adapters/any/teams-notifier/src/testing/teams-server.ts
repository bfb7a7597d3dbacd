import { RecordingServer, type Received, type Reply } from '@glyphwatch/http-calls/testing';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import schema from './teams-message.schema.json' with { type: 'json' };

const FLOW =
  '/powerautomate/automations/direct/workflows/0123456789abcdef/triggers/manual/paths/invoke';
export const SIGNATURE = 'secret-signature-of-the-flow';
export const PATH = `${FLOW}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${SIGNATURE}`;
const LARGEST = 21_000;

interface Message {
  readonly attachments: readonly {
    readonly content: {
      readonly body: readonly { readonly inlines: readonly { readonly text: string }[] }[];
      readonly actions?: readonly { readonly url: string }[];
    };
  }[];
}

const ajv = addFormats(new Ajv({ strict: true, allErrors: true }));
const isMessage = ajv.compile<Message>(schema);

/** Stands in for a flow: checks its signature, type, shape and size, and answers as Power Automate does. */
export class TeamsServer extends RecordingServer {
  /** What people would read. */
  readonly posted: string[] = [];
  /** Links that can be followed, and functions of cards. */
  readonly acted: string[] = [];
  signature = SIGNATURE;
  checksSignature = true;

  constructor() {
    super('http', (request) => this.#answer(request));
  }

  #answer({ method, path, headers, body }: Received): Reply {
    const { pathname, searchParams } = new URL(path, 'http://flow.example');
    if (method !== 'POST' || pathname !== FLOW) return fails(404, 'WorkflowNotFound');
    if (this.checksSignature && searchParams.get('sig') !== this.signature) {
      return fails(401, 'DirectApiAuthorizationRequired');
    }
    if (!headers['content-type']?.startsWith('application/json'))
      return fails(400, 'InvalidRequestContent');
    if (Buffer.byteLength(body) > LARGEST) return fails(413, 'RequestEntityTooLarge');
    const message: unknown = JSON.parse(body);
    if (!isMessage(message)) return fails(400, 'TriggerInputSchemaMismatch');
    for (const { content } of message.attachments) {
      this.posted.push(
        content.body.flatMap(({ inlines }) => inlines.map(({ text }) => text)).join('\n'),
      );
      const functions = this.posted.at(-1)?.match(/\{\{(?:DATE|TIME)\(.*?\)\}\}/g) ?? [];
      this.acted.push(...functions, ...(content.actions ?? []).map(({ url }) => url));
    }
    return { status: 202, body: '' };
  }
}

function fails(status: number, code: string): Reply {
  const body = JSON.stringify({ error: { code, message: 'The request was not accepted.' } });
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}
