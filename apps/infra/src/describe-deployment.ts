export interface MailSubscription {
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** Who hears of what: people of matches, operators of alarms. */
export interface Audience {
  readonly subscriptions: readonly MailSubscription[];
  /** The addresses of the settings file. */
  readonly wanted: readonly string[];
}

export interface Deployment {
  readonly stack: string;
  /** By the names that `pipeline-stack.ts` gives them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** As SNS lists them, or why it did not. */
  readonly audiences: Readonly<Record<'matches' | 'alarms', Audience>> | Error;
  /** A key that the upload rule matches. */
  readonly sampleKey: string;
}

/** What exists now, who still has to confirm, and how to try it. */
export function describeDeployment(deployment: Deployment): string {
  return [
    `Deployed ${deployment.stack}:`,
    ...describeOutputs(deployment),
    '',
    ...describeSubscriptions(deployment),
    '',
    ...describeTry(deployment),
    '',
    ...describeConsole(deployment),
  ].join('\n');
}

function describeOutputs({ outputs }: Deployment): string[] {
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length));
  return Object.entries(outputs).map(([name, value]) =>
    indented(`${name.padEnd(width)}  ${value}`),
  );
}

function describeSubscriptions({ audiences }: Deployment): string[] {
  if (audiences instanceof Error) {
    return [`Subscriptions could not be listed: ${audiences.message}`];
  }
  const { matches, alarms } = audiences;
  return [
    ...(isEmpty(matches)
      ? ['Nobody is notified yet: add `subscribers` to the settings file and deploy again.']
      : []),
    ...(isEmpty(alarms)
      ? ['Nobody hears the alarms: add `operators` to the settings file and deploy again.']
      : []),
    ...describeConfirmed(
      [...matches.subscriptions, ...alarms.subscriptions],
      [...missingIn(matches), ...missingIn(alarms).map((address) => `${address} (alarms)`)],
    ),
  ];
}

function isEmpty({ subscriptions, wanted }: Audience): boolean {
  return subscriptions.length + wanted.length === 0;
}

function missingIn({ subscriptions, wanted }: Audience): string[] {
  const known = new Set(subscriptions.map(({ endpoint }) => endpoint.toLowerCase()));
  return [...new Set(wanted)].filter((address) => !known.has(address.toLowerCase()));
}

function describeConfirmed(
  subscriptions: readonly MailSubscription[],
  missing: readonly string[],
): string[] {
  const waiting = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
  if (subscriptions.length > 0 && waiting.length + missing.length === 0) {
    return [`Subscriptions: ${subscriptions.length}, all confirmed.`];
  }
  return [
    ...listed(
      'Not confirmed yet; they receive nothing until they click each link in the mails from AWS (valid for 3 days):',
      waiting.map(({ endpoint }) => endpoint),
    ),
    ...listed(
      'In the settings file but not subscribed: they unsubscribed, or did not confirm in time. Deploying again does\n' +
        'not change that; `npx glyphwatch aws doctor` says what does:',
      missing,
    ),
  ];
}

function describeTry({ outputs, sampleKey }: Deployment): string[] {
  const { Bucket: bucket, MetadataTable: table } = outputs;
  return [
    'Try it with a picture that shows a phrase you watch for:',
    `  aws s3 cp picture.png 's3://${bucket}/${sampleKey}'`,
    `  aws dynamodb get-item --table-name ${table} \\`,
    `    --key '${JSON.stringify({ ImageID: { S: `${bucket}/${sampleKey}` } })}'`,
    'No result or no mail? npx glyphwatch aws doctor',
  ];
}

function describeConsole({ outputs }: Deployment): string[] {
  const { ConsoleAddress: address, ConsoleUsers: pool } = outputs;
  if (address === undefined) return [];
  const people =
    pool === undefined
      ? [
          'Your issuer has to let people return to that address, and to name their groups: viewer or reviewer.',
        ]
      : [
          'Let somebody in; their first password comes by mail:',
          `  aws cognito-idp admin-create-user --user-pool-id ${pool} --username ann \\`,
          '    --user-attributes Name=email,Value=ann@example.com Name=email_verified,Value=true',
          `  aws cognito-idp admin-add-user-to-group --user-pool-id ${pool} --username ann --group-name reviewer`,
        ];
  return [`The console: ${address}`, ...people, ''];
}

function listed(title: string, addresses: readonly string[]): string[] {
  return addresses.length === 0 ? [] : [title, ...addresses.map(indented)];
}

function indented(line: string): string {
  return `  ${line}`;
}
