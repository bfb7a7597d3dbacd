/**
 * The commented settings file to start from: valid as it is, and with every `#` that touches its setting removed.
 * `rules` is the rule file, relative to the settings file.
 */
export function initialSettings(rules: string): string {
  return `# Settings for this folder and those below it. Every line is optional; in force now: glyphwatch config
# Lines that begin with # and no space are examples: remove the # to use them.
rules: ${JSON.stringify(rules)}

# What reads the text, and where results go. The choices, with their limits: glyphwatch providers
detector: onnx
#detector: { name: onnx, languages: [de, fr] }   # accents and other scripts
store: .glyphwatch/results.db

# Who is told. Without channels, scan and watch print what they find, and nobody else is told.
#channels:
#  desk: console                      # the terminal
#  guards:                            # mail with a picture of the match
#    type: smtp
#    host: mail.example.com
#    port: 587
#    security: starttls               # tls: port 465 · none: unencrypted
#    userFrom: SMTP_USER              # names of environment variables: secrets do not belong in files
#    passwordFrom: SMTP_PASSWORD
#    from: watch@example.com
#    to: [guard@example.com]
#  systems:                           # signed posts (Standard Webhooks)
#    type: webhook
#    url: https://hooks.example.com/glyphwatch
#    secretFrom: WEBHOOK_SECRET       # whsec_…
#    notifyOn: [matches, failures]    # or always; default: matches
#    default: false                   # only for rules whose notify.channels names it

#annotate: .glyphwatch/annotated      # pictures with boxes around what matched
#workers: 2                           # images read at once, some 300 MB each; default: auto
#maxBytes: 100000000                  # larger files are not read
#settleMs: 1000                       # a watched file is complete once it has not grown for this long
#hashKeyFrom: GLYPHWATCH_HASH_KEY     # key for the hashes of sensitive matches
#consoleAddress: https://watch.example.com   # messages link there
`;
}
