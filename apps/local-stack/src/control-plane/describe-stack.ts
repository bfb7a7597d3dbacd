import { escapeXml, queryResult } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

/** There is one stack, whatever name is asked for. */
export function describeStack({ body }: HttpRequest, { outputs }: ControlPlaneContext): HttpAnswer {
  const name = new URLSearchParams(body.toString()).get('StackName') ?? '';
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${escapeXml(key)}</OutputKey><OutputValue>${escapeXml(String(value))}</OutputValue></member>`,
  );
  const stack = [
    `<StackName>${escapeXml(name)}</StackName><StackStatus>CREATE_COMPLETE</StackStatus>`,
    `<CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs>`,
  ].join('');
  return queryResult('DescribeStacks', `<Stacks><member>${stack}</member></Stacks>`);
}
