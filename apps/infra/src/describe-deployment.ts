/** The stack's outputs by name. */
export type Outputs = Readonly<Record<string, string>>;

export interface MailSubscription {
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** The CDK adds `Output` and a number of its own to the names that were given. */
export function outputsOf(file: unknown): Outputs {
  const stacks = typeof file === 'object' && file !== null ? Object.values(file) : [];
  const entries = stacks.flatMap((stack: unknown) => Object.entries(stack ?? {}));
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replace(/Output.*$/, ''), String(value)]),
  );
}

/** What people want to know once it is deployed. */
export function describeDeployment(
  outputs: Outputs,
  subscriptions: readonly MailSubscription[],
): string {
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length));
  const made = Object.entries(outputs).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const bucket = outputs['Bucket'] ?? '<bucket>';
  return [
    'Deployed:',
    ...made,
    '',
    ...describeSubscriptions(subscriptions),
    '',
    'Try it:',
    `  aws s3 cp photo.png s3://${bucket}/photo.png`,
    `  aws dynamodb get-item --table-name ${outputs['MetadataTable'] ?? '<table>'} \\`,
    `    --key '{"ImageID":{"S":"${bucket}/photo.png"}}'`,
    '',
  ].join('\n');
}

function describeSubscriptions(subscriptions: readonly MailSubscription[]): string[] {
  if (subscriptions.length === 0) {
    return ['Nobody is told yet: add `subscribers` to the settings file and deploy again.'];
  }
  const waiting = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
  if (waiting.length === 0) return [`All ${subscriptions.length} subscriptions are confirmed.`];
  return [
    'These addresses hear nothing before they click the link in the mail from AWS (it works for 3 days;',
    'no mail: look among spam, or deploy again):',
    ...waiting.map(({ endpoint }) => `  ${endpoint}`),
  ];
}
