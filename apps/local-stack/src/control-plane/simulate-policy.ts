import { escapeXml, queryResult } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

/**
 * What a role is allowed to do, judged the way its calls are.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatePolicy(
  { body }: HttpRequest,
  { accessControl }: ControlPlaneContext,
): HttpAnswer {
  const form = new URLSearchParams(body.toString());
  const role = accessControl.roleNamed(form.get('PolicySourceArn')?.split('/').at(-1) ?? '');
  const resources = members(form, /^ResourceArns\.member\.\d+$/);
  const context = Object.fromEntries(contextOf(form));
  const results = members(form, /^ActionNames\.member\.\d+$/).flatMap((action) =>
    (resources.length > 0 ? resources : ['*']).map((resource) => {
      const isAllowed = role && accessControl.decide(role, { action, resource, context }).isAllowed;
      return `<member><EvalActionName>${escapeXml(action)}</EvalActionName><EvalResourceName>${escapeXml(resource)}</EvalResourceName><EvalDecision>${isAllowed ? 'allowed' : 'implicitDeny'}</EvalDecision></member>`;
    }),
  );
  const content = `<EvaluationResults>${results.join('')}</EvaluationResults>`;
  return queryResult('SimulatePrincipalPolicy', `${content}<IsTruncated>false</IsTruncated>`);
}

function members(form: URLSearchParams, name: RegExp): string[] {
  return [...form].flatMap(([key, value]) => (name.test(key) ? [value] : []));
}

/** `ContextEntries.member.1.ContextKeyName` and its first value. */
function contextOf(form: URLSearchParams): [string, string][] {
  return [...form].flatMap(([key, name]): [string, string][] => {
    const [, entry] = /^(ContextEntries\.member\.\d+)\.ContextKeyName$/.exec(key) ?? [];
    const value = entry && form.get(`${entry}.ContextKeyValues.member.1`);
    return value ? [[name, value]] : [];
  });
}
