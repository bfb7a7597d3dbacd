import { GlyphwatchError, type Message, reachedBy } from '@glyphwatch/domain';
import {
  describeNotifierContract,
  failureOf,
  sampleDigest,
  sampleNotification,
  sampleNotificationRule,
  sampleUpload,
  TEST_CERTIFICATE,
} from '@glyphwatch/domain/contracts';
import {
  headerOf,
  MailServer,
  partsOf,
  PASSWORD,
  USER,
  type ReceivedMail,
} from './testing/mail-server.ts';
import { SmtpNotifier, type SmtpNotifierOptions } from './smtp-notifier.ts';

const servers: MailServer[] = [];

async function open(
  changes: Partial<SmtpNotifierOptions> = {},
  serverOptions: ConstructorParameters<typeof MailServer>[0] = {},
) {
  const server = new MailServer(serverOptions);
  servers.push(server);
  const port = await server.listen();
  const notifier = new SmtpNotifier({
    host: '127.0.0.1',
    port,
    ca: TEST_CERTIFICATE,
    from: 'Glyphwatch <watch@example.org>',
    to: 'ann@example.org',
    ...changes,
  });
  return { server, notifier };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function mailOf(
  notification: Message,
  changes: Partial<SmtpNotifierOptions> = {},
): Promise<ReceivedMail> {
  const { server, notifier } = await open(changes);
  await notifier.notify(notification);
  const [mail] = server.received;
  if (!mail) throw new Error('nothing arrived');
  return mail;
}

/** The notification's id is in every mail's text. */
function idOf(mail: ReceivedMail): string {
  return /Notification: (\S+)/.exec(String(partsOf(mail).get('text/plain')))?.[1] ?? '';
}

describeNotifierContract('SmtpNotifier', async () => {
  const { server, notifier } = await open({ user: USER, password: PASSWORD });
  return {
    notifier,
    received: async () => server.received.map(idOf),
    goDown: () => server.close(),
    refuse: async () => void (server.refuseMessage = 554),
    misconfigure: async () => void (server.refuseLogin = 535),
    close: () => server.close(),
  };
});

it('tells what the server replied to each mail, good or bad', async () => {
  const replies: [number, string][] = [];
  const { server, notifier } = await open({
    to: ['ann@example.org', 'bob@example.org'],
    onAnswer: ({ status, body }) => replies.push([status, body]),
  });
  server.refuseRecipients.set('bob@example.org', 550);
  await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
    code: 'notifier-misconfigured',
  });
  expect(replies).toEqual([
    [250, expect.stringMatching(/\w/)],
    [550, 'refused by the test'],
  ]);
});

describe('SmtpNotifier, the mail', () => {
  it('is text and HTML with the same words', async () => {
    const parts = partsOf(await mailOf(sampleNotification()));
    for (const type of ['text/plain', 'text/html']) {
      expect(String(parts.get(type))).toMatch(/gate – Somebody put up a sign[^]*KEEP 0UT[^]*87%/);
    }
  });

  it('has a subject with severity, rule and image, and suppresses out-of-office replies', async () => {
    const mail = await mailOf(sampleNotification());
    expect(headerOf(mail, 'subject')).toBe('[HIGH] gate: gate.png');
    expect(headerOf(mail, 'auto-submitted')).toBe('auto-generated');
    expect(headerOf(mail, 'importance')).toBe('High');
  });

  it('has the same Message-ID in a repeat and another one for another notification', async () => {
    const notification = sampleNotification();
    const { server, notifier } = await open();
    for (const told of [notification, notification, sampleNotification()])
      await notifier.notify(told);
    const [first, repeat, other] = server.received.map((mail) => headerOf(mail, 'message-id'));
    expect(first).toMatch(/^<[0-9a-f]{40}@example\.org>$/);
    expect(repeat).toBe(first);
    expect(other).not.toBe(first);
  });

  it('gets no header and no recipient from names and texts', async () => {
    const nasty = 'x\r\nBcc: eve@example.org\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>';
    const rules = [sampleNotificationRule({ ruleId: nasty, description: nasty, tags: [nasty] })];
    const address = { bucket: nasty, key: nasty };
    const notification = sampleNotification({ id: nasty, rules, address, imageId: nasty });
    const mail = await mailOf(notification);
    expect(mail.to).toEqual(['ann@example.org']);
    expect(headerOf(mail, 'bcc')).toBeUndefined();
    expect(headerOf(mail, 'x-evil')).toBeUndefined();
    expect(String(partsOf(mail).get('text/html'))).not.toContain('<script');
  });

  it('contains no link but the one to the picture', async () => {
    const [match] = sampleNotificationRule().matches;
    const text = 'http://evil.example/login www.evil.com';
    const matches = match ? [{ ...match, text, context: text, value: text }] : [];
    const parts = partsOf(
      await mailOf(sampleNotification({ rules: [sampleNotificationRule({ matches })] })),
    );
    for (const type of ['text/plain', 'text/html']) {
      expect(String(parts.get(type))).toContain('hxxp://evil[.]example/login www[.]evil[.]com');
      expect(String(parts.get(type))).not.toMatch(/https?:|www\.|href/);
    }
  });

  it('links to the picture, from an address that can be pasted', async () => {
    const url = 'https://console.example/?a="<b>&c';
    const address = { bucket: 'my.uploads.example', key: 'gate.v2.png' };
    const mail = await mailOf(sampleNotification({ address }), { linkTo: () => ({ url }) });
    const parts = partsOf(mail);
    expect(String(parts.get('text/plain'))).toContain(
      `\r\nImage: my.uploads.example/gate.v2.png\r\nOpen the picture: ${url}\r\n`,
    );
    expect(String(parts.get('text/html'))).toContain(
      'Image: my.uploads.example/gate.v2.png<br>' +
        '<a href="https://console.example/?a=&quot;&lt;b&gt;&amp;c">Open the picture</a>',
    );
  });

  it('marks look-alikes in both forms', async () => {
    const [match] = sampleNotificationRule().matches;
    const matches = match ? [{ ...match, foldedPositions: [5] }] : [];
    const parts = partsOf(
      await mailOf(sampleNotification({ rules: [sampleNotificationRule({ matches })] })),
    );
    expect(String(parts.get('text/plain'))).toContain('KEEP ‹0›UT');
    expect(String(parts.get('text/html'))).toMatch(/KEEP <mark [^>]+>0<\/mark>UT/);
  });

  it('of a digest counts in text and HTML, and nothing in it is a link but those to pictures', async () => {
    const nasty = '<a href="https://evil.example">x</a> http://evil.example "\'';
    const about = { ruleId: nasty, description: nasty };
    const upload = sampleUpload({ address: { bucket: 'photos', key: `${nasty}/a.png` } });
    const attack = sampleNotification({ rules: [sampleNotificationRule(about)] }, upload);
    const { groups, ...digest } = sampleDigest({}, [attack, sampleNotification()]);
    const template = { note: `${nasty}\n{link}` };
    const own = groups.map((group) => ({ ...group, template }));
    const url = 'https://watch.example/image?id=1';
    const mail = await mailOf({ ...digest, groups: own }, { linkTo: () => ({ url }) });
    const html = String(partsOf(mail).get('text/html'));
    expect(headerOf(mail, 'subject')).toBe('[HIGH] 2 images while quiet');
    expect(html).toContain('2 images while quiet, worst HIGH');
    expect(new Set(html.match(/href="[^"]*"/g))).toEqual(new Set([`href="${url}"`]));
    expect(html).not.toMatch(/https?:(?!\/\/watch\.example)/);
  });

  it('goes to each recipient separately', async () => {
    const { server, notifier } = await open({ to: ['ann@example.org', 'bob@example.org'] });
    await notifier.notify(sampleNotification());
    expect(server.received.map(({ to }) => to)).toEqual([['ann@example.org'], ['bob@example.org']]);
    expect(server.received[0]?.raw).not.toContain('bob@example.org');
  });
});

describe('SmtpNotifier, the picture', () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 1, 2, 3);

  it.each([
    ['image/png', png, 'match.png'],
    ['image/jpeg', jpeg, 'match.jpg'],
  ])('is attached as %s and shown in the HTML', async (type, picture, filename) => {
    const mail = await mailOf(sampleNotification(), { cutOut: async () => picture });
    const parts = partsOf(mail);
    expect(parts.get(type)).toEqual(Buffer.from(picture));
    expect(mail.raw).toContain(`filename=${filename}`);
    expect(String(parts.get('text/html'))).toContain('<img src="cid:match@glyphwatch"');
  });

  it('is not drawn when a rule is sensitive', async () => {
    let drawn = 0;
    const cutOut = async () => ((drawn += 1), png);
    const rules = [sampleNotificationRule(), sampleNotificationRule({ sensitive: true })];
    const mail = await mailOf(sampleNotification({ rules }), { cutOut });
    expect([...partsOf(mail).keys()]).toEqual(['text/plain', 'text/html']);
    expect(drawn).toBe(0);
  });

  it('of each example of a digest is attached and shown beside it', async () => {
    const mail = await mailOf(sampleDigest(), { cutOut: async () => jpeg });
    const html = String(partsOf(mail).get('text/html'));
    expect(html.match(/cid:match-\d@glyphwatch/g)).toEqual([
      'cid:match-1@glyphwatch',
      'cid:match-2@glyphwatch',
    ]);
    expect(mail.raw.match(/filename=match-\d\.jpg/g)).toHaveLength(2);
  });

  it('is left out when there is none', async () => {
    const mail = await mailOf(sampleNotification(), { cutOut: async () => undefined });
    expect(String(partsOf(mail).get('text/html'))).not.toContain('<img');
  });

  it.each([
    [
      new GlyphwatchError('image-gone', 'The image is no longer there.'),
      'The image is no longer there.',
    ],
    [new Error('secret detail'), 'it could not be drawn.'],
  ])('does not hold up the mail, which says why it is missing', async (error, told) => {
    const mail = await mailOf(sampleNotification(), { cutOut: async () => Promise.reject(error) });
    expect(String(partsOf(mail).get('text/plain'))).toContain(`\r\nNo picture: ${told}\r\n`);
  });
});

describe('SmtpNotifier, the server', () => {
  it('upgrades to TLS before anything else', async () => {
    const mail = await mailOf(sampleNotification());
    expect(mail.encrypted).toBe(true);
  });

  it('uses TLS from the start when configured', async () => {
    const { server, notifier } = await open({ security: 'tls' }, { secure: true });
    await notifier.notify(sampleNotification());
    expect(server.received).toHaveLength(1);
  });

  it('goes unencrypted only when configured', async () => {
    const mail = await mailOf(sampleNotification(), { security: 'none' });
    expect(mail.encrypted).toBe(false);
  });

  it('sends nothing to a server without TLS', async () => {
    const { server, notifier } = await open({}, { disabledCommands: ['STARTTLS'] });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
    expect(server.received).toEqual([]);
  });

  it('does not trust an unknown certificate', async () => {
    const server = new MailServer();
    servers.push(server);
    const port = await server.listen();
    const options = { host: 'localhost', port, from: 'w@example.org', to: 'ann@example.org' };
    await expect(
      new SmtpNotifier({ ...options, host: '127.0.0.1' }).notify(sampleNotification()),
    ).rejects.toMatchObject({ code: 'notifier-misconfigured' });
  });

  it('fails without a recipient', async () => {
    const { notifier } = await open({ to: [] });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
  });

  it.each([
    ['a wrong password', 'refuseLogin', 535, 'notifier-misconfigured'],
    ['a temporary login failure', 'refuseLogin', 454, 'notifier-unavailable'],
    ['a message it never accepts', 'refuseMessage', 554, 'notification-refused'],
    ['a message it does not accept now', 'refuseMessage', 451, 'notifier-unavailable'],
  ] as const)('reports %s with its own code', async (_, step, answer, code) => {
    const { server, notifier } = await open({ user: USER, password: PASSWORD });
    server[step] = answer;
    const attempt = notifier.notify(sampleNotification());
    await expect(attempt).rejects.toMatchObject({ code, cause: { responseCode: answer } });
    await attempt.catch(({ message }) => expect(message).not.toContain(PASSWORD));
    expect(server.received).toEqual([]);
  });

  it.each([
    [550, 'notifier-misconfigured'],
    [450, 'notifier-unavailable'],
  ])('treats reply %i to a recipient as %s', async (answer, code) => {
    const { server, notifier } = await open();
    server.refuseRecipients.set('ann@example.org', answer);
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ code });
  });

  it('counts the addresses that one setting holds one by one', async () => {
    const { server, notifier } = await open({ to: 'Ann <ann@example.org>, bob@example.org' });
    server.refuseRecipients.set('bob@example.org', 550);
    const notification = sampleNotification();
    const failure = await failureOf(notifier.notify(notification), 'notifier-misconfigured');
    const again = notifier.notify(notification, reachedBy(failure));
    await failureOf(again, 'notifier-misconfigured');
    expect(server.received.map(({ to }) => to)).toEqual([['ann@example.org']]);
  });

  it.each([
    [421, 550, 'notifier-unavailable'],
    [550, 421, 'notifier-unavailable'],
    [550, undefined, 'notifier-misconfigured'],
  ])('decides by what a retry may help: %s and %s is %s', async (ann, bob, code) => {
    const { server, notifier } = await open({ to: ['ann@example.org', 'bob@example.org'] });
    server.refuseRecipients.set('ann@example.org', ann);
    if (bob) server.refuseRecipients.set('bob@example.org', bob);
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ code });
    expect(server.received).toHaveLength(bob ? 0 : 1);
  });

  it('delivers to the others when one recipient is refused, and a repeat of any process only to that one', async () => {
    const { server, notifier } = await open({ to: ['ann@example.org', 'bob@example.org'] });
    server.refuseRecipients.set('ann@example.org', 450);
    const notification = sampleNotification();
    const failure = await failureOf(notifier.notify(notification), 'notifier-unavailable');
    const reached = reachedBy(failure);
    expect(reached).toHaveLength(1);
    expect(reached[0]).not.toContain('bob');
    server.refuseRecipients.clear();
    await notifier.notify(notification, reached);
    expect(server.received.map(({ to }) => to)).toEqual([['bob@example.org'], ['ann@example.org']]);
  });

  it('gives up on a silent server after the timeout', async () => {
    const { notifier } = await open({ timeoutMs: 50 }, { onConnect: () => undefined });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
  });
});
