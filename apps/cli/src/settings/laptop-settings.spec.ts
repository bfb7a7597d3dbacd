import { errorCode } from '@glyphwatch/domain';
import { readLaptopSettings } from './laptop-settings.ts';

const place = { name: 'glyphwatch.yaml', folder: '/pictures', env: {} };

const failureOf = (text: string, env: Record<string, string> = {}): string => {
  try {
    readLaptopSettings(text, { ...place, env });
  } catch (error) {
    expect(errorCode(error)).toBe('settings-invalid');
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing was refused');
};

describe('glyphwatch.yaml', () => {
  it.each(['', '# nothing set\n', '{}'])('may say nothing: %j gives the defaults', (text) => {
    expect(readLaptopSettings(text, place)).toEqual({
      rules: '/pictures/watch-rules.yaml',
      store: '/pictures/.glyphwatch/results.db',
      workers: 'auto',
      threads: 1,
      maxSide: 960,
      maxBytes: 50_000_000,
      maxPixels: 100_000_000,
      settleMs: 1000,
      channels: [
        { name: 'console', type: 'console', hears: new Set(['matched']), isDefault: true },
      ],
    });
  });

  it('names rules, store, channels, and secrets by environment variable', () => {
    const text = `
rules: ../rules.yaml
store: /var/lib/glyphwatch.db
annotate: boxes
workers: 2
hashKeyFrom: HASH_KEY
channels:
  desk: { type: console, notifyOn: [matches, failures] }
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
      HASH_KEY: 'k',
      OPS_URL: 'https://ops.example.com/x',
      OPS_SECRET: 'whsec_x',
      MAIL_USER: 'u',
      MAIL_PASSWORD: 'p',
    };
    expect(readLaptopSettings(text, { ...place, env })).toMatchObject({
      rules: '/rules.yaml',
      store: '/var/lib/glyphwatch.db',
      annotate: '/pictures/boxes',
      workers: 2,
      hashKey: 'k',
      channels: [
        { name: 'desk', type: 'console', hears: new Set(['matched', 'failed']), isDefault: true },
        {
          name: 'ops',
          type: 'webhook',
          url: 'https://ops.example.com/x',
          secret: ['whsec_x'],
          allowHttp: false,
          hears: new Set(['matched', 'scanned']),
          isDefault: false,
          allowPrivate: false,
        },
        {
          name: 'mail',
          host: 'mail.example.com',
          port: 587,
          security: 'starttls',
          user: 'u',
          password: 'p',
          to: ['yard@example.com'],
        },
      ],
    });
  });

  it('is frozen', () => {
    const settings = readLaptopSettings('', place);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.channels)).toBe(true);
  });

  it('tells every problem at once, missing environment variables included', () => {
    const text = `wrokers: 2
maxBytes: many
channels:
  default: { type: console }
  ops: { type: webhook, secretFrom: OPS_SECRET }
  pager: { type: pager }
  mail: { type: smtp, host: h, from: a, to: [], passwordFrom: MAIL_PASSWORD }
`;
    expect(failureOf(text).split('\n')).toEqual([
      'Correct the settings file:',
      'glyphwatch.yaml:1: wrokers: is an unknown key; did you mean "workers"?',
      'glyphwatch.yaml:2: maxBytes: must be a whole number',
      'glyphwatch.yaml:4: channels.default: is taken: "default" means every channel',
      'glyphwatch.yaml:5: channels.ops: needs either url or urlFrom',
      'glyphwatch.yaml:5: channels.ops.secretFrom: names the environment variable OPS_SECRET, which is not set',
      expect.stringContaining(
        'glyphwatch.yaml:6: channels.pager.type: must be one of console, webhook, smtp',
      ),
      'glyphwatch.yaml:7: channels.mail.to: must not be empty',
      'glyphwatch.yaml:7: channels.mail: needs userFrom and passwordFrom, or neither',
      'glyphwatch.yaml:7: channels.mail.passwordFrom: names the environment variable MAIL_PASSWORD, which is not set',
    ]);
  });

  it('refuses a secret in place of the name of its variable, without repeating it', () => {
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
    ['urlFrom: OPS', 'which holds no URL'],
    ['url: "https://x.example", urlFrom: OPS', 'needs either url or urlFrom'],
  ])('refuses a webhook with %s', (fields, reason) => {
    const secret = fields.includes('secretFrom') ? '' : 'secretFrom: OPS, ';
    const text = `channels: {ops: {type: webhook, ${secret}${fields}}}`;
    expect(failureOf(text, { OPS: 'no url' })).toContain(reason);
  });

  it('refuses a password without a user', () => {
    const text = 'channels: {m: {type: smtp, host: h, from: a, to: b, passwordFrom: P}}';
    expect(failureOf(text, { P: 'p' })).toContain('needs userFrom and passwordFrom, or neither');
  });

  it('names the line of a syntax error', () => {
    expect(failureOf('workers: 2\nrules: "a')).toContain('glyphwatch.yaml:2: ');
  });
});
