import type { Digest, Message, Notification } from '@glyphwatch/domain';
import {
  sampleDigest,
  sampleNotification,
  sampleNotificationRule,
  sampleUpload,
} from '@glyphwatch/domain/contracts';

/** What someone may hold into a camera, or name a file, so that it acts in a chat, a terminal or a log. */
export const ATTACKS: readonly string[] = [
  '<!channel> <!here|here> <@U012AB3CD> <#C012AB3CD>',
  '@everyone @here <@&1234567890> <@1234567890> <#1234567890>',
  '[pay here](javascript:alert(1)) [pay](https://evil.example/x)',
  '*bold* _under_ ~gone~ `code` ```block``` ||spoiler|| **fat** __line__ > quote',
  '# heading\n- list\n1. list\n> quote',
  '<a href="https://evil.example">x</a> <img src=x onerror=alert(1)> <b>&amp;&lt;</b>',
  '<at>Everyone</at> ${secret} {{DATE(2026-01-01,SHORT)}} {{{TIME(2026-01-01T00:00:00Z)}}} "}],"actions":[{"type":"Action.OpenUrl"',
  'http://evil.example/a HTTPS://1.2.3.4/b www.evil.example tel:112 mailto:a@evil.example',
  'tg://user?id=1 /start@bot #tag $CASH +49 170 1234567',
  ':rotating_light: :here: \\n \\u0000 \\',
  '\u202Egpj.exe\u202C \u2066left\u2069 \u200Bzero\u200D \uFEFF',
  '\u001B[31mred\u001B[0m \u001B]0;title\u0007 \u009B2J \u0000 \r\nBcc: a@b.example',
  '\uD83D half \uDEAA',
  '👩‍👩‍👧'.repeat(50),
];

/** Every attack in every text of a notification that a stranger writes, and very long ones. */
export function attackingNotifications(): Notification[] {
  const long = [
    'x'.repeat(100_000),
    '🚪'.repeat(50_000),
    '<!channel> '.repeat(9000),
    '`'.repeat(5000),
  ];
  return [...ATTACKS, ...long].flatMap((text) => [matched(text), unread(text)]);
}

/** The same as digests: in names, reasons, runs, templates and examples. */
export function attackingDigests(): Digest[] {
  return attackingNotifications().map((notification, index) => {
    const { key } = notification.address;
    const text = notification.reason ?? key;
    const digest = sampleDigest({}, [notification, notification, sampleNotification()]);
    const template = { subject: `${text} {text} {link}`, note: `${text} {text}` };
    const about = index % 4 < 2 ? { run: { id: text, name: text } } : {};
    const groups = digest.groups.map((group) => ({ ...group, template }));
    return { ...digest, why: text, ...about, groups };
  });
}

export function attackingMessages(): Message[] {
  return [...attackingNotifications(), ...attackingDigests()];
}

function matched(text: string): Notification {
  const [sample] = sampleNotificationRule().matches;
  const matches = sample
    ? Array.from({ length: 5 }, () => ({ ...sample, text, value: text, context: text }))
    : [];
  const rules = Array.from({ length: 3 }, () =>
    sampleNotificationRule({ ruleId: text, description: text, tags: [text], count: 9, matches }),
  );
  const upload = sampleUpload({ address: { bucket: 'photos', key: text }, version: text });
  return sampleNotification({ rules }, upload);
}

function unread(text: string): Notification {
  const address = { bucket: 'photos', key: `${text}.png` };
  const { severity: _, ...about } = sampleNotification({}, sampleUpload({ address }));
  return { ...about, kind: 'failed', status: 'FAILED', reason: text, text, rules: [] };
}

/** What matched takes more room than any chat has. */
export function veryLongNotification(id: string): Notification {
  const description = 'word '.repeat(60);
  const [sample] = sampleNotificationRule().matches;
  const matches = sample
    ? Array.from({ length: 5 }, () => ({ ...sample, context: description }))
    : [];
  const rules = Array.from({ length: 20 }, () => sampleNotificationRule({ description, matches }));
  return sampleNotification({ id, rules });
}

/** How its text ends wherever it is cut: at a word, with a count, then the facts. */
export const CUT_AT_A_WORD =
  /[^\s…]… \(\d+ more characters\)\n{1,2}Image: .*\n(?:.*\n)*Notification: n-1$/;

/** Every text within a JSON value, names of fields included. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [name, ...textsIn(part)]);
}

/** Control characters other than line breaks, bidi controls, invisible characters, half characters. */
export const HIDDEN_CHARACTER = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
