import {
  type ContextEntry,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { ACTIONS } from '@glyphwatch/dynamodb-result-store';
import { queueArn } from '../arns.ts';
import { ask } from '../ask.ts';
import { readUploadFilter } from '../upload-filter.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';

interface Needed {
  readonly actions: readonly string[];
  readonly resource: string;
  /** What the request will carry, where a policy asks for it. */
  readonly context?: ContextEntry;
}

/** The role may only publish as this. */
const AS_GLYPHWATCH: ContextEntry = {
  ContextKeyName: 'events:source',
  ContextKeyType: 'string',
  ContextKeyValues: ['glyphwatch'],
};

/**
 * Whether the function's role may do what a scan does, as IAM itself judges its policies. Policies of buckets, keys and
 * the organisation are not looked at: those belong to others.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function checkRole(client: IAMClient, examined: Examined): Check {
  const name = 'permissions';
  const { ok, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const { Role = '' } = await examined.scanFunction();
    const needed = await neededBy(examined);
    const denied = (await Promise.all(needed.map((one) => simulate(client, Role, one)))).flat();
    if (denied.length === 0) return [ok(`${Role.split('/').at(-1)} may do all that a scan does`)];
    return denied.map(({ action, resource }) =>
      problem(`the function may not ${action} on ${resource}`, DEPLOY),
    );
  };
  return { name, find };
}

async function simulate(client: IAMClient, role: string, { actions, resource, context }: Needed) {
  const command = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: role,
    ActionNames: [...actions],
    ResourceArns: [resource],
    ...(context ? { ContextEntries: [context] } : {}),
  });
  const { EvaluationResults = [] } = await ask('iam:SimulatePrincipalPolicy', client.send(command));
  return EvaluationResults.flatMap(({ EvalActionName: action = '', EvalDecision }) =>
    EvalDecision === 'allowed' ? [] : [{ action, resource }],
  );
}

async function neededBy({
  deployment: { parts },
  arns,
  scanFunction,
  uploadPattern,
}: Examined): Promise<Needed[]> {
  const { partition, region, account } = arns;
  const { Environment } = await scanFunction();
  const {
    RULES_BUCKET = '',
    RULES_KEY = '',
    EVENT_BUS_NAME,
    HASH_KEY_SECRET,
  } = Environment?.Variables ?? {};
  const { prefixes } = readUploadFilter(await uploadPattern(), parts.UploadRule);
  const bucket = `arn:${partition}:s3:::${parts.Bucket}`;
  const table = (name: string): string =>
    `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
  const images = prefixes.length > 0 ? prefixes : [''];
  return [
    { actions: ['rekognition:DetectText'], resource: '*' },
    ...images.map((prefix) => ({
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resource: `${bucket}/${prefix}image.png`,
    })),
    { actions: ['s3:ListBucket'], resource: bucket },
    {
      actions: ['s3:GetObject'],
      resource: `arn:${partition}:s3:::${RULES_BUCKET}/${RULES_KEY}`,
    },
    {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      resource: queueArn(parts.Queue, arns),
    },
    { actions: ACTIONS.scan.results, resource: table(parts.MetadataTable) },
    { actions: ACTIONS.scan.matches, resource: table(parts.MatchesTable) },
    { actions: ['sns:Publish'], resource: parts.Topic },
    ...(EVENT_BUS_NAME
      ? [
          {
            actions: ['events:PutEvents'],
            resource: `arn:${partition}:events:${region}:${account}:event-bus/${EVENT_BUS_NAME}`,
            context: AS_GLYPHWATCH,
          },
        ]
      : []),
    ...(HASH_KEY_SECRET
      ? [{ actions: ['secretsmanager:GetSecretValue'], resource: HASH_KEY_SECRET }]
      : []),
  ];
}
