import { createHash } from 'node:crypto';
import type { Right } from '@glyphwatch/provider';
import { Stack, Tokenization } from 'aws-cdk-lib';
import {
  Policy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** A role with exactly these rights. A wildcard without a reason fails synth. */
export function lambdaRole(scope: Construct, id: string, rights: readonly Right[]): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { work: new PolicyDocument({ statements: rights.map(statementOf) }) },
  });
  acknowledge(role, wildcardReasons(role, rights));
  return role;
}

/**
 * Rights to what a deployment may replace. They are a resource named by their content, so CloudFormation creates the new
 * ones before it changes the function, and deletes the old ones after that: no process meets a time when it may not read
 * what its environment names. Inline in the role they would change before the environment does.
 */
export function addReplaceableRights(role: Role, id: string, rights: readonly Right[]): void {
  const statements = rights.map(statementOf);
  const content = JSON.stringify(Stack.of(role).resolve(statements));
  const name = createHash('sha256').update(content).digest('hex').slice(0, 8);
  // A child of the role, because a function waits for its role and all below.
  new Policy(role, `${id}${name}`, { statements, roles: [role] });
}

function statementOf({ sid, actions, resources, conditions }: Right): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions } : {}),
  });
}

function wildcardReasons(role: Role, rights: readonly Right[]): Record<string, string> {
  const reasons = rights.flatMap(({ resources, why }) =>
    why === undefined
      ? []
      : resources
          .filter((resource) => resource.includes('*'))
          .map((resource) => [`AwsSolutions-IAM5[Resource::${nagName(role, resource)}]`, why]),
  );
  if (reasons.length === 0) return {};
  const all = new Set(reasons.map(([, why]) => why));
  return {
    ...Object.fromEntries(reasons),
    'Serverless-LambdaStarPermissions': [...all].join(' '),
  };
}

/** As cdk-nag writes a resource: references in angle brackets. */
function nagName(scope: Construct, resource: string): string {
  return Tokenization.reverseString(resource)
    .mapTokens({ mapToken: (token) => `<${Stack.of(scope).resolve(token).Ref}>` })
    .join({ join: (left, right) => `${left}${right}` });
}
