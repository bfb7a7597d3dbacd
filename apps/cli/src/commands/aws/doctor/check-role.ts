import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { type PipelineArns, ruleRights, scanFunctionRights } from '@glyphwatch/pipeline/rights';
import type { Right } from '@glyphwatch/provider';
import { queueArn } from '../arns.ts';
import { ask } from '../ask.ts';
import { readUploadFilter } from '../upload-filter.ts';
import type { Examined } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

/**
 * Asks IAM's simulator whether the function's role allows what a scan does. It does not consider the policies of
 * buckets, keys and the organisation.
 */
export async function checkRole(examined: Examined, say: Say) {
  const { Role = '' } = await examined.scanFunction();
  const detectors = (await examined.detectors()).flatMap(({ aws }) => aws?.rights ?? []);
  const arns = await arnsOf(examined);
  const rights = [...scanFunctionRights(arns, { rights: detectors }), ...ruleRights(arns)];
  const denials = rights.map((right) => deniedOf(examined.clients.iam, Role, right));
  const denied = (await Promise.all(denials)).flat();
  return denied.length === 0
    ? say.ok(`${Role.split('/').at(-1)} allows everything that a scan does`)
    : denied.map((what) => say.problem(`the function lacks ${what}`, DEPLOY));
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
async function deniedOf(
  client: IAMClient,
  role: string,
  { actions, resources, conditions = {} }: Right,
): Promise<string[]> {
  const denied = resources.map(async (resource) => {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: [...actions],
      // The simulator wants a name; any object that the wildcard covers will do.
      ResourceArns: [resource.replace(/(?<=.)\*$/, 'image.png')],
      ContextEntries: Object.values(conditions)
        .flatMap((values) => Object.entries(values))
        .map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyType: 'string',
          ContextKeyValues: [value],
        })),
    });
    const { EvaluationResults = [] } = await ask(
      'iam:SimulatePrincipalPolicy',
      client.send(command),
    );
    return EvaluationResults.flatMap(({ EvalActionName, EvalDecision }) =>
      EvalDecision === 'allowed' ? [] : [`${EvalActionName} on ${resource}`],
    );
  });
  return (await Promise.all(denied)).flat();
}

/** From the stack's outputs and the function's variables, neither of which names its KMS keys. */
async function arnsOf(examined: Examined): Promise<PipelineArns> {
  const { deployment, arns, scanFunction, uploadPattern } = examined;
  const { Bucket, Queue, Topic, UploadRule, ...outputs } = deployment.outputs;
  const { MetadataTable, MatchesTable, DeliveriesTable, AlertsTable } = outputs;
  const { Environment } = await scanFunction();
  const {
    RULES_BUCKET = '',
    RULES_KEY = '',
    EVENT_BUS_NAME: bus,
    HASH_KEY_SECRET: secret,
  } = Environment?.Variables ?? {};
  const { prefixes } = readUploadFilter(await uploadPattern(), UploadRule);
  const { partition, region, account } = arns;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    queue: queueArn(Queue, arns),
    images: { bucketArn: `arn:${partition}:s3:::${Bucket}`, prefixes },
    rules: { objects: [`arn:${partition}:s3:::${RULES_BUCKET}/${RULES_KEY}`] },
    tables: {
      results: arn('dynamodb', `table/${MetadataTable}`),
      matches: arn('dynamodb', `table/${MatchesTable}`),
      deliveries: arn('dynamodb', `table/${DeliveriesTable}`),
      alerts: arn('dynamodb', `table/${AlertsTable}`),
    },
    topic: { arn: Topic },
    bus: bus && arn('events', `event-bus/${bus}`),
    hashKey: secret ? { arn: secret } : undefined,
  };
}
