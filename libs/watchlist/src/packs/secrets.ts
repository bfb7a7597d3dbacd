/*
 * Keys and tokens as their vendors document them, written for text that OCR read: a terminal may have wrapped a token
 * (joinLines), OCR often cuts one before a digit (bodyOf), and reads I as l or 1.
 *
 * AWS       IAM user guide, "IAM identifiers": AKIA and ASIA; 20 characters
 * Google    Cloud docs, "Manage API keys": AIza and 35 characters; OAuth client secrets: GOCSPX-
 * Azure     Storage docs, "Configure connection strings": AccountKey of 64 bytes in Base64
 * GitHub    blog, "Authentication token format updates": ghp_, gho_, ghu_, ghs_, ghr_; docs: github_pat_
 * GitLab    docs, "Token overview": glpat- and others; 20 characters
 * Slack     docs, "Tokens": xoxb-, xoxp-, xoxe-, xapp-; "Incoming webhooks": hooks.slack.com/services/T…/B…/…
 * Stripe    docs, "API keys": sk_live_, rk_live_
 * headers   RFC 7468, RFC 4716, RFC 9580, OpenSSH PROTOCOL.key, PuTTY user manual, appendix C
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
  {
    id: 'private-key',
    description: 'Private key',
    expressions: [
      `BEGIN[A-Z0-9' ]{0,40} ?${[...'PRIVATEKEY'].join("'? ?")}`,
      `${spaced('PuTTY')}-?User-?Key-?File-?[0-9]`,
    ],
    joinLines: 0,
  },
  {
    id: 'aws-access-key',
    description: 'AWS access key',
    expressions: [`\\bA[KS][Il1]A${exactly(16)}\\b`],
  },
  {
    id: 'aws-secret-key',
    description: 'AWS secret access key',
    expressions: [`${spaced('secret_access_key')}\\W{1,5}${bodyOf(38, 8, '\\w/+')}`],
  },
  {
    id: 'google-api-key',
    description: 'Google API key',
    expressions: [`\\bA[Il1]za${bodyOf(33, 13, '\\w-')}`],
    severity: 'high',
  },
  {
    id: 'google-client-secret',
    description: 'Google OAuth client secret',
    expressions: [`\\b${spaced('GOCSPX-')}${bodyOf(24, 10, '\\w-')}`],
    severity: 'high',
  },
  {
    id: 'azure-storage-key',
    description: 'Azure storage account key',
    expressions: [`${spaced('AccountKey=')}${bodyOf(80, 12, '\\w/+')}`],
    joinLines: 2,
  },
  {
    id: 'github-token',
    description: 'GitHub token',
    expressions: [
      `\\bgh[pousr][ _]{1,2}${bodyOf(34, 12)}`,
      `\\b${spaced('github_pat_')}${bodyOf(60, 12)}`,
    ],
  },
  {
    id: 'gitlab-token',
    description: 'GitLab token',
    expressions: [`\\bg ?l ?(pat|dt|rt|ptt|cbt|oas) ?-${bodyOf(20, 7, '\\w-')}`],
  },
  {
    id: 'slack-token',
    description: 'Slack token',
    expressions: [`\\bx(ox[abeprs]|app) ?-${bodyOf(20, 8, '\\w-')}`],
  },
  {
    id: 'slack-webhook',
    description: 'Slack webhook',
    expressions: [
      `${spaced('hooks.slack.com/services/')} ?T ?[A-Z0-9]+ ?/ ?B ?[A-Z0-9]+ ?/${bodyOf(18, 6)}`,
    ],
    severity: 'high',
  },
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
