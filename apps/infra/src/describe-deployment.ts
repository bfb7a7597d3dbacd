/** The stack's outputs by the names that `pipeline-stack.ts` gives them. */
export type Outputs = Readonly<Record<string, string>>;

export interface MailSubscription {
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

export interface Deployment {
  readonly stack: string;
  readonly outputs: Outputs;
  /** What SNS knows; `undefined` when it could not be asked. */
  readonly subscriptions: readonly MailSubscription[] | undefined;
  /** The addresses of the settings file. */
  readonly wanted: readonly string[];
  /** A key that the upload rule lets through. */
  readonly sampleKey: string;
  /** What could not be found out, in words for people. */
  readonly problems: readonly string[];
}

/** What people want to know once it is deployed. */
export function describeDeployment(deployment: Deployment): string {
  const { stack, problems } = deployment;
  return [
    `Deployed ${stack}:`,
    ...describeMade(deployment.outputs),
    '',
    ...describeSubscriptions(deployment),
    '',
    ...(problems.length > 0 ? ['Not found out:', ...problems.map(indented), ''] : []),
    ...describeTry(deployment),
    '',
  ].join('\n');
}

function describeMade(outputs: Outputs): string[] {
  const names = Object.keys(outputs);
  const width = Math.max(0, ...names.map(({ length }) => length));
  if (names.length === 0) return ['  CloudFormation does not tell what it made.'];
  return Object.entries(outputs).map(([name, value]) =>
    indented(`${name.padEnd(width)}  ${value}`),
  );
}

function describeSubscriptions({ subscriptions, wanted }: Deployment): string[] {
  if (subscriptions === undefined) return ['Nobody knows who is subscribed; see below.'];
  if (subscriptions.length + wanted.length === 0) {
    return ['Nobody is told yet: add `subscribers` to the settings file and deploy again.'];
  }
  const known = new Set(subscriptions.map(({ endpoint }) => endpoint.toLowerCase()));
  const missing = [...new Set(wanted)].filter((address) => !known.has(address.toLowerCase()));
  const waiting = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
  if (waiting.length + missing.length === 0) {
    return [`Confirmed: all ${subscriptions.length} subscriptions.`];
  }
  return [
    ...listed(
      'These addresses hear nothing before they click the link in the mail from AWS, which works for 3 days:',
      waiting.map(({ endpoint }) => endpoint),
    ),
    ...listed(
      'These addresses of the settings file are not subscribed: they unsubscribed, or did not confirm in time. A\n' +
        'deployment does not subscribe them again, `npx glyphwatch aws subscribers add` does:',
      missing,
    ),
  ];
}

function describeTry({ outputs, sampleKey }: Deployment): string[] {
  const bucket = outputs['Bucket'] ?? '<bucket>';
  return [
    'Try it with a picture that shows what a rule waits for:',
    `  aws s3 cp picture.png 's3://${bucket}/${sampleKey}'`,
    `  aws dynamodb get-item --table-name ${outputs['MetadataTable'] ?? '<table>'} \\`,
    `    --key '${JSON.stringify({ ImageID: { S: `${bucket}/${sampleKey}` } })}'`,
    'Something is missing? npx glyphwatch aws doctor',
  ];
}

function listed(title: string, addresses: readonly string[]): string[] {
  return addresses.length === 0 ? [] : [title, ...addresses.map(indented)];
}

function indented(line: string): string {
  return `  ${line}`;
}
