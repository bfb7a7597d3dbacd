import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/*
 * TransactWriteItems for an emulator that has none: its writes are sent one by one while all other requests wait, and taken
 * back if one of them is refused.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */

const API = 'DynamoDB_20120810';
const MAX_WRITES = 100;
const MAX_BYTES = 4 * 1024 * 1024;
/** Base64 writes three bytes as four characters, and items are hardly anything else. */
const BYTES_PER_CHARACTER = 3 / 4;
const OLD = { ReturnValues: 'ALL_OLD' };
const ACTIONS = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' } as const;

type Key = Readonly<Record<string, unknown>>;
interface Write {
  readonly TableName: string;
  readonly Key?: Key;
  readonly Item?: Key;
}
type Writes = Readonly<Partial<Record<keyof typeof ACTIONS, Write>>>;
interface Input {
  readonly TransactItems: readonly Writes[];
  readonly ClientRequestToken?: string;
}
interface Answer {
  readonly status: number;
  readonly body: { readonly __type?: string; readonly [name: string]: unknown };
}
type Ask = (action: string, input: object) => Promise<Answer>;
type Undo = () => Promise<unknown>;

export function withTransactions(server: Server): void {
  const [pass] = server.listeners('request') as RequestListener[];
  if (!pass) throw new Error('the emulator listens to no requests');
  const secret = randomUUID();
  const gate = new Gate();
  const answered = new Map<string, string>();
  const described = new Map<string, Answer>();
  const transact = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await text(incoming);
    const ask = describingOnce(askThrough(server, incoming, secret), described);
    const { status, body: answer } = await gate.alone(() => transaction(body, ask, answered));
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    outgoing.end(JSON.stringify(answer));
  };
  server.removeAllListeners('request');
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (incoming.headers['x-within'] === secret) pass(incoming, outgoing);
    else if (incoming.headers['x-amz-target'] === `${API}.TransactWriteItems`) {
      void transact(incoming, outgoing);
    } else void gate.together(incoming, outgoing, pass);
  });
}

/** Requests pass together, a transaction alone. */
class Gate {
  #transaction: Promise<unknown> | undefined;
  readonly #passing = new Set<Promise<void>>();

  async together(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    pass: RequestListener,
  ): Promise<void> {
    while (this.#transaction) await this.#transaction;
    const done = new Promise<void>((resolve) => outgoing.once('close', resolve));
    this.#passing.add(done);
    void done.then(() => this.#passing.delete(done));
    pass(incoming, outgoing);
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#transaction) await this.#transaction;
    const done = Promise.all(this.#passing).then(work);
    this.#transaction = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      this.#transaction = undefined;
    }
  }
}

async function transaction(body: string, ask: Ask, answered: Map<string, string>): Promise<Answer> {
  const { TransactItems, ClientRequestToken = '' }: Input = JSON.parse(body);
  const before = answered.get(ClientRequestToken);
  if (before !== undefined) {
    return before === body ? DONE : refusal('IdempotentParameterMismatchException', 'other input');
  }
  const invalid = await problemOf(TransactItems, body.length, ask);
  if (invalid !== undefined) return refusal('ValidationException', invalid);
  const undos: Undo[] = [];
  const codes: string[] = [];
  for (const [action, write] of TransactItems.map(writeIn)) {
    const { status, body: answer } = await ask(ACTIONS[action], { ...write, ...OLD });
    const name = answer.__type?.split('#').at(-1) ?? '';
    codes.push(status === 200 ? 'None' : name.replace(/Exception$/, ''));
    if (status === 200) undos.unshift(await undoOf(write, answer['Attributes'], ask));
  }
  if (codes.every((code) => code === 'None')) {
    if (ClientRequestToken !== '') answered.set(ClientRequestToken, body);
    return DONE;
  }
  for (const undo of undos) await undo();
  const reasons = codes.map((code) => ({ Code: code === 'Validation' ? 'ValidationError' : code }));
  return {
    status: 400,
    body: {
      ...refusal('TransactionCanceledException', `cancelled: [${codes.join(', ')}]`).body,
      CancellationReasons: reasons,
    },
  };
}

const DONE: Answer = { status: 200, body: {} };

function refusal(name: string, message: string): Answer {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } };
}

async function problemOf(
  writes: readonly Writes[],
  characters: number,
  ask: Ask,
): Promise<string | undefined> {
  if (writes.length === 0 || writes.length > MAX_WRITES) return `1 to ${MAX_WRITES} writes`;
  if (characters * BYTES_PER_CHARACTER > MAX_BYTES) return 'more than 4 MB';
  const keys = writes.map(async (one) => {
    const [, write] = writeIn(one);
    return JSON.stringify([write.TableName, await keyOf(write, ask)]);
  });
  const isTwice = new Set(await Promise.all(keys)).size < writes.length;
  return isTwice ? 'Transaction request cannot include multiple operations on one item' : undefined;
}

function writeIn(writes: Writes): readonly [keyof typeof ACTIONS, Write] {
  const [found] = Object.entries(writes) as [keyof typeof ACTIONS, Write][];
  if (!found || !(found[0] in ACTIONS)) throw new Error('the emulator knows Put, Update, Delete');
  return found;
}

async function undoOf(write: Write, old: unknown, ask: Ask): Promise<Undo> {
  const { TableName } = write;
  const Key = await keyOf(write, ask);
  return () =>
    old ? ask('PutItem', { TableName, Item: old }) : ask('DeleteItem', { TableName, Key });
}

/** The keys of a table stay what they are. */
function describingOnce(ask: Ask, described: Map<string, Answer>): Ask {
  return async (action, input) => {
    if (action !== 'DescribeTable') return ask(action, input);
    const about = JSON.stringify(input);
    const answer = described.get(about) ?? (await ask(action, input));
    if (answer.status === 200) described.set(about, answer);
    return answer;
  };
}

async function keyOf({ TableName, Key, Item = {} }: Write, ask: Ask): Promise<Key> {
  if (Key) return Key;
  const { body } = await ask('DescribeTable', { TableName });
  const { KeySchema = [] } = (body['Table'] ?? {}) as {
    readonly KeySchema?: readonly { readonly AttributeName: string }[];
  };
  return Object.fromEntries(KeySchema.map(({ AttributeName: name }) => [name, Item[name]]));
}

function askThrough(server: Server, { headers }: IncomingMessage, secret: string): Ask {
  const { port } = server.address() as AddressInfo;
  return async (action, input) => {
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        authorization: headers.authorization ?? '',
        'x-amz-date': String(headers['x-amz-date']),
        'x-amz-target': `${API}.${action}`,
        'x-within': secret,
      },
      body: JSON.stringify(input),
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
}
