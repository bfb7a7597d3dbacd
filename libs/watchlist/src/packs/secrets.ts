/*
 * Keys and tokens as their vendors document them, written for text that OCR read: a token may be wrapped by a terminal
 * (joinLines), and a mark between its parts may be lost or read as another (a space or dash of a mask).
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
export const SECRETS = String.raw`rules:
  - id: private-key
    description: Private key
    match: { mode: regex, values: ['BEGIN ?([A-Z0-9]+ )*PRIVATE ?KEY', 'PuTTY-?User-?Key-?File-?[0-9]'] }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: aws-access-key
    description: AWS access key
    match: { mode: pattern, values: ['\AKI\A????????????????', '\ASI\A????????????????'], joinLines: 1 }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: aws-secret-key
    description: AWS secret access key
    match: { mode: regex, values: ['secret_?access_?key\W{1,5}[A-Za-z0-9/+]{38,42}'], joinLines: 1 }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: google-api-key
    description: Google API key
    match: { mode: regex, values: ['[AÀ][Il1|]za[A-Za-z0-9_-]{33,35}'], joinLines: 1, caseSensitive: true }
    severity: high
    sensitive: true
    tags: [secrets]
  - id: google-client-secret
    description: Google OAuth client secret
    match: { mode: regex, values: ['G[O0]CSPX-[A-Za-z0-9_-]{24,28}'], joinLines: 1 }
    severity: high
    sensitive: true
    tags: [secrets]
  - id: azure-storage-key
    description: Azure storage account key
    match: { mode: regex, values: ['AccountKey ?= ?[A-Za-z0-9/+]{80,88}'], joinLines: 2 }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: github-token
    description: GitHub token
    match: { mode: regex, values: ['gh[pousr]_[A-Za-z0-9_]{34,255}', 'github_pat_[A-Za-z0-9_]{60,255}'], joinLines: 1 }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: gitlab-token
    description: GitLab token
    match: { mode: regex, values: ['gl(pat|dt|rt|ptt|cbt|oas)-[A-Za-z0-9_-]{20,64}'], joinLines: 1 }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: slack-token
    description: Slack token
    match: { mode: regex, values: ['x(ox[abeprs]|app)-[A-Za-z0-9-]{20,255}'], joinLines: 1 }
    severity: critical
    sensitive: true
    tags: [secrets]
  - id: slack-webhook
    description: Slack webhook
    match: { mode: regex, values: ['hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{18,}'], joinLines: 1 }
    severity: high
    sensitive: true
    tags: [secrets]
  - id: stripe-key
    description: Stripe live key
    match: { mode: regex, values: ['[sr]k_[l1I]ive_[A-Za-z0-9]{22,255}'], joinLines: 1 }
    severity: critical
    sensitive: true
    tags: [secrets]
`;
