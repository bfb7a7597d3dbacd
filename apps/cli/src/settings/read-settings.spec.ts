import { errorCode } from '@glyphwatch/domain';
import { CHANNELS } from '../providers.ts';
import { readSettings, type Settings } from './read-settings.ts';

const HERE = CHANNELS.filter(({ abilities }) => abilities.hosts.includes('laptop')).map(
  ({ name }) => name,
);
const CHATS = { BOT: `1:${'A'.repeat(35)}`, PRIVATE: 'https://10.0.0.7/in' };
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const origin = { name: 'glyphwatch.yaml', folder: '/pictures', env: {} };

const failureOf = (text: string, env: Record<string, string> = {}): string => {
  try {
    readSettings(text, { ...origin, env });
  } catch (error) {
    expect(errorCode(error)).toBe('settings-invalid');
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing was refused');
};

function chosen({ detector, store, channels }: Settings) {
  const named = (one: { readonly name: string; settings(): unknown }) => [one.name, one.settings()];
  return {
    detector: named(detector.first),
    store: named(store),
    channels: channels.map(({ provider }) => named(provider)),
  };
}

describe('glyphwatch.yaml', () => {
  it.each(['', '# nothing set\n', '{}'])('may be empty: %j gives the defaults', (text) => {
    const settings = readSettings(text, origin);
    expect(settings).toMatchObject({
      rules: '/pictures/watch-rules.yaml',
      workers: 'auto',
      maxBytes: 100_000_000,
      settleMs: 1000,
      channels: [],
    });
    expect(chosen(settings)).toEqual({
      detector: [
        'onnx',
        {
          threads: 1,
          detail: 'full',
          maxSide: 960,
          maxPixels: 100_000_000,
          maxPages: 100,
          maxFrames: 1000,
          detectionsPerSecond: 10,
          secondsPerImage: 1,
          costPerImage: 0.000_01,
          languages: [],
        },
      ],
      store: ['sqlite', { file: '.glyphwatch/results.db' }],
      channels: [],
    });
  });

  it('chooses detector, store and channels with one line each', () => {
    const text = `
detector: { name: onnx, threads: 2 }
store: /var/lib/glyphwatch.db
channels:
  desk: console
  ops: { type: webhook, urlFrom: OPS_URL, secretFrom: OPS_SECRET, notifyOn: always, default: false }
  mail:
    type: smtp
    host: mail.example.com
    userFrom: MAIL_USER
    passwordFrom: MAIL_PASSWORD
    from: glyphwatch@example.com
    to: yard@example.com
`;
    const env = {
      OPS_URL: 'https://ops.example.com/x',
      OPS_SECRET: SECRET,
      MAIL_USER: 'u',
      MAIL_PASSWORD: 'p',
    };
    const settings = readSettings(text, { ...origin, env });
    expect(chosen(settings)).toMatchObject({
      detector: ['onnx', { threads: 2, maxSide: 960 }],
      store: ['sqlite', { file: '/var/lib/glyphwatch.db' }],
      channels: [
        ['console', {}],
        ['webhook', { urlFrom: env.OPS_URL, secretFrom: SECRET, allowHttp: false }],
        ['smtp', { port: 587, security: 'starttls', userFrom: 'u', passwordFrom: 'p' }],
      ],
    });
    expect(settings.channels).toMatchObject([
      { name: 'desk', receives: new Set(['matched']), isDefault: true },
      { name: 'ops', receives: new Set(['matched', 'scanned']), isDefault: false },
      { name: 'mail', receives: new Set(['matched']), isDefault: true },
    ]);
  });

  it('resolves paths of the detector from its own folder', () => {
    const text = 'detector: { name: onnx, models: ./latin-v5, tessdata: /usr/share/tessdata }';
    expect(chosen(readSettings(text, origin)).detector).toMatchObject([
      'onnx',
      { models: '/pictures/latin-v5', tessdata: '/usr/share/tessdata' },
    ]);
  });

  it('names rules, pictures, the hash key and the console', () => {
    const text = `
rules: ../rules.yaml
annotate: boxes
workers: 2
hashKeyFrom: HASH_KEY
consoleAddress: https://watch.example.com
`;
    expect(readSettings(text, { ...origin, env: { HASH_KEY: 'k' } })).toMatchObject({
      rules: '/rules.yaml',
      annotate: '/pictures/boxes',
      workers: 2,
      hashKey: 'k',
      consoleAddress: 'https://watch.example.com',
    });
  });

  it('is frozen', () => {
    const settings = readSettings('', origin);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.channels)).toBe(true);
  });

  it('reports every problem at once, missing environment variables included', () => {
    const text = `wrokers: 2
maxBytes: many
channels:
  default: { type: console }
  ops: { type: webhook, secretFrom: OPS_SECRET }
  pager: { type: pigeon }
  mail: { type: smtp, host: h, from: a@b.example, to: [], passwordFrom: MAIL_PASSWORD }
`;
    expect(failureOf(text).split('\n')).toEqual([
      'Correct the settings file:',
      'glyphwatch.yaml:1: wrokers: is an unknown key; did you mean "workers"?',
      'glyphwatch.yaml:2: maxBytes: must be a whole number',
      'glyphwatch.yaml:4: channels.default: is reserved: "default" means every channel',
      'glyphwatch.yaml:5: channels.ops.secretFrom: names the environment variable OPS_SECRET, which is not set',
      'glyphwatch.yaml:5: channels.ops: needs either url or urlFrom',
      `glyphwatch.yaml:6: channels.pager.type: must be one of ${HERE.join(', ')}`,
      'glyphwatch.yaml:7: channels.mail.passwordFrom: names the environment variable MAIL_PASSWORD, which is not set',
      'glyphwatch.yaml:7: channels.mail.to: must not be empty',
      'glyphwatch.yaml:7: channels.mail: needs userFrom and passwordFrom, or neither',
    ]);
  });

  it.each([
    [
      'detector: onx',
      'detector: must be one of onnx, tesseract, textract, google-vision, azure-vision; did you mean "onnx"?',
    ],
    ['detector: rekognition', 'detector: rekognition runs only in the deployed function'],
    ['detector: { name: onnx, minConfidence: 1 }', 'minConfidence: belongs to rekognition, not to'],
    ['detector: { name: onnx, threads: 0 }', 'detector.threads: must be at least 1'],
    ['threads: 2', 'threads: belongs to the detector; write detector: { name: onnx, threads: … }'],
    ['store: { name: sqlite, tableName: x }', 'tableName: belongs to dynamodb, not to sqlite'],
    ['store: mysql://watch@db.example/watch', 'store: must be one of sqlite, postgres'],
    ['store: postgres://u:hunter2@db.example/w', 'has a password, which does not belong here'],
    ['store: postgres://db.example', 'store.url: names no database; it must be like postgres://'],
    [
      'store: postgres://db.example/w?sslmod=x',
      'has an unknown parameter "sslmod"; valid ones are',
    ],
    ['store: postgres', 'needs a url, or one in the environment variable DATABASE_URL'],
    ['store: { name: postgres, url: "postgres://db/w", urlFrom: X }', 'either url or urlFrom'],
    ['storeFrom: NOWHERE', 'names the environment variable NOWHERE, which is not set'],
    [
      'storeFrom: "postgres://u:hunter2@db.example/w"',
      'must be the name of an environment variable',
    ],
    ['store: x.db\nstoreFrom: NOWHERE', 'storeFrom: is another store; give either store or'],
    ['channels: { mail: sns }', 'channels.mail: sns runs only in the deployed function'],
    ['channels: { c: { type: console, host: x } }', 'channels.c.host: belongs to smtp, not to'],
  ])('refuses %s', (text, reason) => {
    expect(failureOf(text)).toContain(reason);
    expect(failureOf(text)).not.toContain('hunter2');
  });

  it('takes the URL of a database, or its name from a variable', () => {
    const [open, secret] = ['postgres://watch@db.example/watch', 'postgres://u:hunter2@db/w'];
    const env = { DATABASE_URL: secret, OTHER_URL: secret, NO_URL: 'hunter2' };
    const storeIn = (text: string) => chosen(readSettings(text, { ...origin, env })).store;
    const schema = 'glyphwatch';
    expect(storeIn(`store: ${open}`)).toEqual(['postgres', { url: open, schema }]);
    for (const text of ['store: postgres', 'storeFrom: OTHER_URL']) {
      expect(storeIn(text)).toEqual(['postgres', { urlFrom: secret, schema }]);
    }
    const refusal = failureOf('storeFrom: NO_URL', env);
    expect(refusal).toContain('storeFrom: names a variable whose content must be a URL like');
    expect(refusal).not.toContain('hunter2');
  });

  it('finds secrets and addresses that a channel would refuse while sending, all at once', () => {
    const text = `
channels:
  ops: { type: webhook, url: "http://10.0.0.7/hook", secretFrom: WORD }
  old: { type: webhook, url: "https://u:p@hooks.example", secretFrom: [WORD, OPS] }
  mail:
    type: smtp
    host: smtp://mail.example.org
    from: Glyphwatch
    to: [guard@example.org, "guard at example.org"]
`;
    const message = failureOf(text, { WORD: 'sesame', OPS: SECRET });
    expect(message.split('\n').slice(1)).toEqual([
      'glyphwatch.yaml:3: channels.ops.secretFrom: names a variable that holds no signing secret: ' +
        'whsec_ followed by 24 to 64 bytes in base64. Create one with: echo "whsec_$(openssl rand -base64 32)"',
      'glyphwatch.yaml:3: channels.ops.url: must begin with https://, or set allowHttp: true',
      'glyphwatch.yaml:3: channels.ops.url: is not on the open internet; if it is in your own network, set allowPrivate: true',
      expect.stringMatching(
        /^glyphwatch\.yaml:4: channels\.old\.secretFrom\[0\]: .* no signing secret/,
      ),
      'glyphwatch.yaml:4: channels.old.url: must have no user and password; a receiver knows us by the signature',
      'glyphwatch.yaml:7: channels.mail.host: must be the name of a server, like mail.example.org',
      expect.stringMatching(/^glyphwatch\.yaml:8: channels\.mail\.from: must be a mail address/),
      expect.stringMatching(/^glyphwatch\.yaml:9: channels\.mail\.to\S* must be a mail address/),
    ]);
    expect(message).not.toContain('sesame');
  });

  it('refuses a secret where the name of a variable belongs, without repeating it', () => {
    const text =
      'channels: {ops: {type: webhook, url: "https://x.example", secretFrom: whsec_a+b/c=}}';
    const message = failureOf(text);
    expect(message).toContain('must be the name of an environment variable, not its content');
    expect(message).not.toContain('whsec_a');
  });

  it.each([
    ['url: "ftp://x.example"', 'must be a URL that begins with https://'],
    [
      'url: "http://x.example"',
      'channels.ops.url: must begin with https://, or set allowHttp: true',
    ],
    ['url: "https://x.example", secretFrom: [OPS, OLD]', 'OLD, which is not set'],
    ['urlFrom: OPS', 'channels.ops.urlFrom: names a variable that holds no URL'],
    ['url: "https://x.example", urlFrom: OPS', 'needs either url or urlFrom'],
  ])('refuses a webhook with %s', (fields, reason) => {
    const secret = fields.includes('secretFrom') ? '' : 'secretFrom: OPS, ';
    const text = `channels: {ops: {type: webhook, ${secret}${fields}}}`;
    expect(failureOf(text, { OPS: 'no url' })).toContain(reason);
  });

  it.each([
    ['slack, urlFrom: https://hooks.slack.com/services/KEY', 'urlFrom: must be the name of'],
    ['slack, url: https://hooks.slack.com/services/KEY', 'url: is a secret, which does not belong'],
    ['slack, urlFrom: KEY', 'urlFrom: names a variable that holds no URL that begins with https'],
    ['teams, url: https://flow.example/KEY', 'name that, like urlFrom: URL'],
    ['ntfy, topic: KEY', 'name that, like topicFrom: TOPIC'],
    ['ntfy, topicFrom: TOPIC, tokenFrom: KEY', 'tokenFrom: names a variable that holds no access'],
    ['ntfy, topicFrom: KEY', 'topicFrom: names a variable that holds no topic'],
    [
      'ntfy, topicFrom: TOPIC, server: "http://10.0.0.7"',
      'server: must have a URL that begins with',
    ],
    ['ntfy, topicFrom: TOPIC, server: "https://10.0.0.7"', 'not on the open internet'],
    [
      'pagerduty, routingKeyFrom: KEY',
      'routingKeyFrom: names a variable that holds no routing key',
    ],
    ['pagerduty, routingKey: KEY', 'name that, like routingKeyFrom: ROUTING_KEY'],
    ['discord, urlFrom: KEY', 'urlFrom: names a variable that holds no URL'],
    [
      'telegram, tokenFrom: KEY, chat: 1',
      'tokenFrom: names a variable that holds no token of a bot',
    ],
    ['telegram, tokenFrom: BOT, chat: guards', 'chat: must be the id of a chat'],
    ['cloudevents, urlFrom: PRIVATE', 'urlFrom: has an address that is not on the open internet'],
    ['cloudevents, urlFrom: KEY', 'urlFrom: names a variable that holds no URL'],
  ])('refuses the channel { type: %s } and shows no secret', (fields, reason) => {
    const text = `channels: {ops: {type: ${fields}}}`;
    const message = failureOf(text, {
      KEY: 'no secret/of the right form',
      TOPIC: 'guards',
      ...CHATS,
    });
    expect(message).toContain(reason);
    expect(message).not.toMatch(/services\/KEY|flow\.example|right form|10\.0\.0\.7\/in/);
  });

  it.each(['quietHours: { from: "22:00", to: "07:00" }', 'atMost: 9', 'remind: { critical: 30m }'])(
    'refuses %s where it would have no effect',
    (wish) => {
      const channels = (tell: string) => `channels: { desk: { type: console, ${wish}${tell} } }`;
      const [field] = wish.split(':');
      const message = `glyphwatch.yaml:1: channels.desk.${field}: has no effect on a channel that is told each match; add tell: grouped`;
      expect(failureOf(channels(''))).toContain(message);
      expect(failureOf(channels(', tell: each'))).toContain(message);
      expect(readSettings(channels(', tell: grouped'), origin).channels).toHaveLength(1);
    },
  );

  it('refuses a password without a user', () => {
    const text =
      'channels: {m: {type: smtp, host: h, from: a@b.example, to: b@b.example, passwordFrom: P}}';
    expect(failureOf(text, { P: 'p' })).toContain('needs userFrom and passwordFrom, or neither');
  });

  it('asks a command that sends nothing for no secret, but knows who is told what', () => {
    const text = `
hashKeyFrom: HASH_KEY
channels:
  ops: { type: webhook, url: https://ops.example.com, secretFrom: OPS, notifyOn: failures }
  desk: { type: pager, default: false }
  mail: console
`;
    expect(() => readSettings(text, origin)).toThrow('OPS, which is not set');
    for (const use of ['reading', 'looking'] as const) {
      const { channels } = readSettings(text, { ...origin, use });
      expect(channels).toMatchObject([
        { name: 'ops', receives: new Set(['failed']), isDefault: true },
        { name: 'desk', receives: new Set(['matched']), isDefault: false },
        { name: 'mail', receives: new Set(['matched']), isDefault: true },
      ]);
    }
  });

  it('checks the detector only for commands that read images', () => {
    const text = 'detector: { name: onnx, threads: 0 }\nstore: here.db';
    expect(() => readSettings(text, { ...origin, use: 'reading' })).toThrow('must be at least 1');
    expect(chosen(readSettings(text, { ...origin, use: 'looking' })).store).toEqual([
      'sqlite',
      { file: 'here.db' },
    ]);
  });

  it('names the line of a syntax error', () => {
    expect(failureOf('workers: 2\nrules: "a')).toContain('glyphwatch.yaml:2: ');
  });
});
