import { json } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function describeFunction(
  { url }: HttpRequest,
  { resources }: ControlPlaneContext,
): HttpAnswer {
  const [, name = ''] = /\/functions\/([^/]+)\//.exec(url) ?? [];
  const found = resources.functions.find((each) => each.name === decodeURIComponent(name));
  if (!found) {
    const message = `Function not found: ${name}`;
    return json('lambda', 404, { __type: 'ResourceNotFoundException', message });
  }
  return json('lambda', 200, {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Role: found.roleArn,
    Handler: found.handler,
    Runtime: 'nodejs24.x',
    MemorySize: found.memoryMb,
    Timeout: found.timeoutSeconds,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    LastModified: '2026-01-01T00:00:00.000+0000',
    Environment: { Variables: found.environment },
  });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export function listMappings({ url }: HttpRequest, { resources }: ControlPlaneContext): HttpAnswer {
  const name = new URLSearchParams(url.split('?')[1]).get('FunctionName');
  const { functions, mappings } = resources;
  const arn = functions.find((each) => each.name === name)?.arn;
  const own = mappings.filter(({ functionName }) => [name, arn].includes(functionName));
  return json('lambda', 200, {
    EventSourceMappings: own.map((mapping, index) => ({
      UUID: `mapping-${index}`,
      EventSourceArn: mapping.queueArn,
      BatchSize: mapping.batchSize,
      State: 'Enabled',
      ScalingConfig: { MaximumConcurrency: mapping.maxConcurrency },
      FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
    })),
  });
}
