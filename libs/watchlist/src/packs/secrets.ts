/*
 * Keys and tokens as their vendors document them, written for text that OCR read: a terminal may have wrapped a token
 * (joinLines), OCR often cuts one before a digit (bodyOf), and reads I as l or 1. They accept a few characters less than a vendor
 * issues, because OCR drops some.
 */

/** A text between whose characters OCR may see spaces, and no underscores. */
function spaced(text: string): string {
  return [...text].map((letter) => LOOSE[letter] ?? letter).join(' ?');
}
const LOOSE: Readonly<Record<string, string>> = {
  ...{ _: '_?', '.': '\\.', o: '[o0]', O: '[O0]', I: '[Il1]', l: '[lI1]' },
};

/**
 * At least `least` characters; or fewer, if OCR cut the token before a piece that has a digit and, after it, `rest`
 * characters, which no word of a sentence has.
 */
function bodyOf(least: number, rest: number, characters = '\\w'): string {
  const one = `[${characters}]`;
  return ` ?(${one}{${least},}|(${one}{0,40}'? ){1,4}${one}{0,12}[0-9]${one}{${rest},})`;
}

/** Exactly so many capitals and digits, whole or cut once, where OCR also saw a speck. */
function exactly(length: number): string {
  const cuts = Array.from(
    { length: length - 1 },
    (_, index) => `[A-Z0-9]{${index + 1}}'? [A-Z0-9]{${length - index - 1}}`,
  );
  return `([A-Z0-9]{${length}}|${cuts.join('|')})`;
}

interface Secret {
  readonly id: string;
  readonly description: string;
  readonly expressions: readonly string[];
  /** More lines that it may be wrapped onto. */
  readonly joinLines?: number;
  readonly severity?: 'high';
}

const ALL: readonly Secret[] = [
  // RFC 7468 (PKCS #8), RFC 4716 (SSH2), RFC 9580 (PGP); OpenSSH PROTOCOL.key;
  // PuTTY: https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html
  {
    id: 'private-key',
    description: 'Private key',
    expressions: [
      `BEGIN[A-Z0-9' ]{0,40} ?${[...'PRIVATEKEY'].join("'? ?")}`,
      `${spaced('PuTTY')}-?User-?Key-?File-?[0-9]`,
    ],
    joinLines: 0,
  },
  // AKIA, and ASIA if temporary; 20 characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  {
    id: 'aws-access-key',
    description: 'AWS access key',
    expressions: [`\\bA[KS][Il1]A${exactly(16)}\\b`],
  },
  // 40 characters: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
  {
    id: 'aws-secret-key',
    description: 'AWS secret access key',
    expressions: [`${spaced('secret_access_key')}\\W{1,5}${bodyOf(38, 8, '\\w/+')}`],
  },
  // AIza and 35 characters: https://cloud.google.com/docs/authentication/api-keys
  {
    id: 'google-api-key',
    description: 'Google API key',
    expressions: [`\\bA[Il1]za${bodyOf(33, 13, '\\w-')}`],
    severity: 'high',
  },
  // Google documents no format (https://support.google.com/cloud/answer/15549257); it issues GOCSPX- and 28 characters.
  {
    id: 'google-client-secret',
    description: 'Google OAuth client secret',
    expressions: [`\\b${spaced('GOCSPX-')}${bodyOf(24, 10, '\\w-')}`],
    severity: 'high',
  },
  // 512 bits, so 86 characters of Base64 and ==: https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage
  // After AccountKey=: https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
  {
    id: 'azure-storage-key',
    description: 'Azure storage account key',
    expressions: [`${spaced('AccountKey=')}${bodyOf(80, 12, '\\w/+')}`],
    joinLines: 2,
  },
  // https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available
  {
    id: 'github-token',
    description: 'GitHub token',
    expressions: [
      `\\bgh[pousr][ _]{1,2}${bodyOf(34, 12)}`,
      `\\b${spaced('github_pat_')}${bodyOf(60, 12)}`,
    ],
  },
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  {
    id: 'gitlab-token',
    description: 'GitLab token',
    expressions: [
      `\\bg ?l ?(pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct) ?-${bodyOf(20, 7, '\\w-')}`,
    ],
  },
  // https://docs.slack.dev/authentication/tokens
  {
    id: 'slack-token',
    description: 'Slack token',
    expressions: [`\\bx(ox[abeprs]|app) ?-${bodyOf(20, 8, '\\w-')}`],
  },
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  {
    id: 'slack-webhook',
    description: 'Slack webhook',
    expressions: [
      `${spaced('hooks.slack.com/services/')} ?T ?[A-Z0-9]+ ?/ ?B ?[A-Z0-9]+ ?/${bodyOf(18, 6)}`,
    ],
    severity: 'high',
  },
  // https://docs.stripe.com/keys
  {
    id: 'stripe-key',
    description: 'Stripe live key',
    expressions: [`\\b[sr] ?${spaced('k_live_')}${bodyOf(22, 8)}`],
  },
];

export const SECRETS = `rules:\n${ALL.map(
  ({ id, description, expressions, joinLines = 1, severity = 'critical' }) =>
    `  - ${JSON.stringify({
      ...{ id, description, match: { mode: 'regex', values: expressions, joinLines } },
      ...{ severity, sensitive: true, tags: ['secrets'] },
    })}\n`,
).join('')}`;
