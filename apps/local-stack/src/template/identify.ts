import type { LocalEnvironment } from '../aws-environment.ts';
import type { TemplateResource } from './template.ts';

/** What `Ref` and `Fn::GetAtt` return for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (name: string, environment: LocalEnvironment, busName: unknown) => Identity;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html, "Return values" of each. */
const KINDS: Readonly<Record<string, Identify>> = {
  'AWS::S3::Bucket': (name, { region }) => {
    // Names that CloudFormation makes are in lower case.
    const ref = name.toLowerCase();
    const RegionalDomainName = `${ref}.s3.${region}.amazonaws.com`;
    return { ref, attributes: { Arn: `arn:aws:s3:::${ref}`, RegionalDomainName } };
  },
  'AWS::SQS::Queue': (name, environment) => {
    const url = `${environment.endpoint}/${environment.account}/${name}`;
    const Arn = arn('sqs', name, environment);
    return { ref: url, attributes: { Arn, QueueName: name, QueueUrl: url } };
  },
  'AWS::SNS::Topic': (name, environment) => {
    const ref = arn('sns', name, environment);
    return { ref, attributes: { TopicArn: ref, TopicName: name } };
  },
  'AWS::DynamoDB::Table': (name, environment) =>
    named(name, arn('dynamodb', `table/${name}`, environment)),
  'AWS::Events::Rule': (name, environment, busName) => {
    const bus = typeof busName === 'string' ? `${busName}/` : '';
    return named(name, arn('events', `rule/${bus}${name}`, environment));
  },
  'AWS::Events::EventBus': (name, environment) => ({
    ref: name,
    attributes: { Arn: arn('events', `event-bus/${name}`, environment), Name: name },
  }),
  'AWS::Lambda::Function': (name, environment) =>
    named(name, arn('lambda', `function:${name}`, environment)),
  'AWS::IAM::Role': (name, { account }) => named(name, `arn:aws:iam::${account}:role/${name}`),
  'AWS::SecretsManager::Secret': (name, environment) => {
    // AWS adds six random characters.
    const ref = arn('secretsmanager', `secret:${name}-AbCdEf`, environment);
    return { ref, attributes: { Id: ref } };
  },
  'AWS::Cognito::UserPool': (name, { region }) => {
    const ref = `${region}_${name}`;
    return {
      ref,
      attributes: { ProviderURL: `https://cognito-idp.${region}.amazonaws.com/${ref}` },
    };
  },
  'AWS::CloudFront::Distribution': (name) => ({
    ref: name,
    attributes: { DomainName: `${name.toLowerCase()}.cloudfront.net` },
  }),
  'AWS::CloudFront::Function': (name, { account }) => ({
    ref: name,
    attributes: { FunctionARN: `arn:aws:cloudfront::${account}:function/${name}` },
  }),
  'AWS::CloudFront::OriginAccessControl': (name) => ({ ref: name, attributes: { Id: name } }),
  'AWS::Logs::LogGroup': (name, environment) =>
    named(name, `${arn('logs', `log-group:${name}`, environment)}:*`),
};

/** Other types have only a logical id. */
const OTHER: Identify = (name) => ({ ref: name, attributes: {} });

/** `resolve` turns intrinsic functions into plain values: names may be composed of other resources. */
export function identify(
  logicalId: string,
  { Type, Properties = {} }: TemplateResource,
  environment: LocalEnvironment,
  resolve: (value: unknown) => unknown,
): Identity {
  const nameProperty = `${Type.split('::').at(-1)}Name`;
  const given = resolve(Properties[nameProperty] ?? Properties['Name']);
  const name = typeof given === 'string' ? given : logicalId;
  return (KINDS[Type] ?? OTHER)(name, environment, resolve(Properties['EventBusName']));
}

function arn(service: string, resource: string, { region, account }: LocalEnvironment): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

function named(name: string, Arn: string): Identity {
  return { ref: name, attributes: { Arn } };
}
