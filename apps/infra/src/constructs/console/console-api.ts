import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../../settings.ts';

/** A wall asks for 60 pictures; beyond it API Gateway answers 429. */
const PER_SECOND = 100;
const BURST = 200;
/** No query: it may hold what people search for. */
const LOGGED = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  authorizer: '$context.authorizer.error',
  integration: '$context.integrationErrorMessage',
  milliseconds: '$context.responseLatency',
});

export interface Tokens {
  readonly issuer: string;
  readonly audience: string;
}

export interface ConsoleApi {
  readonly domain: string;
  readonly address: string;
  /** Without such a token nobody gets to the function. */
  serve(made: Function, tokens: Tokens): void;
}

export function consoleApi(scope: Construct, { names, retention }: InfraSettings): ConsoleApi {
  const api = new HttpApi(scope, 'ConsoleApi', {
    apiName: `${names.function}-Console`,
    description: 'What the console shows and takes',
    createDefaultStage: false,
  });
  const logs = new LogGroup(scope, 'ConsoleApiLogs', {
    logGroupName: `/aws/http-api/${names.function}-Console`,
    retention: retention.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new HttpStage(scope, 'ConsoleStage', {
    ...{ httpApi: api, stageName: '$default', autoDeploy: true },
    throttle: { rateLimit: PER_SECOND, burstLimit: BURST },
    accessLogSettings: {
      destination: new LogGroupLogDestination(logs),
      format: AccessLogFormat.custom(LOGGED),
    },
  });
  const domain = `${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  return {
    domain,
    address: `https://${domain}/`,
    serve(made, { issuer, audience }) {
      api.addRoutes({
        path: '/api/{proxy+}',
        // Nothing else changes anything here.
        methods: [HttpMethod.GET, HttpMethod.POST],
        integration: new HttpLambdaIntegration('ConsoleAnswers', made),
        authorizer: new HttpJwtAuthorizer('ConsoleTokens', issuer, { jwtAudience: [audience] }),
      });
    },
  };
}
