import type { LocalEnvironment } from '../aws-environment.ts';
import type { TemplateResource } from './template.ts';

/** What `Ref` and `Fn::GetAtt` return for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;
type Identify = (name: string, environment: LocalEnvironment, properties: Properties) => Identity;

interface Kind {
  /** The property with its name, which defaults to the logical id. */
  readonly nameProperty?: string;
  readonly identify: Identify;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html, "Return values" of each. */
const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    identify: (name) => ({ ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    identify: (name, { account, endpoint, region }) => {
      const url = `${endpoint}/${account}/${name}`;
      const Arn = `arn:aws:sqs:${region}:${account}:${name}`;
      return { ref: url, attributes: { Arn, QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    identify: (name, { account, region }) => {
      const arn = `arn:aws:sns:${region}:${account}:${name}`;
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    identify: (name, environment) => named(name, arn('dynamodb', `table/${name}`, environment)),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    identify: (name, environment, { EventBusName }) => {
      const bus = typeof EventBusName === 'string' ? `${EventBusName}/` : '';
      return named(name, arn('events', `rule/${bus}${name}`, environment));
    },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    identify: (name, environment) => ({
      ref: name,
      attributes: { Arn: arn('events', `event-bus/${name}`, environment), Name: name },
    }),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    identify: (name, environment) => named(name, arn('lambda', `function:${name}`, environment)),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    identify: (name, { account }) => named(name, `arn:aws:iam::${account}:role/${name}`),
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    identify: (name, environment) => {
      // AWS adds six random characters.
      const secretArn = arn('secretsmanager', `secret:${name}-AbCdEf`, environment);
      return { ref: secretArn, attributes: { Id: secretArn } };
    },
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    identify: (name, environment) =>
      named(name, `${arn('logs', `log-group:${name}`, environment)}:*`),
  },
};

/** Other types have only a logical id. */
const OTHER: Kind = { identify: (name) => ({ ref: name, attributes: {} }) };

/** `resolve` turns intrinsic functions into plain values: names may be composed of other resources. */
export function identify(
  logicalId: string,
  { Type, Properties = {} }: TemplateResource,
  environment: LocalEnvironment,
  resolve: (value: unknown) => unknown,
): Identity {
  const { nameProperty, identify } = KINDS[Type] ?? OTHER;
  const given = nameProperty === undefined ? undefined : resolve(Properties[nameProperty]);
  const { EventBusName } = Properties;
  return identify(typeof given === 'string' ? given : logicalId, environment, {
    EventBusName: resolve(EventBusName),
  });
}

function arn(service: string, resource: string, { region, account }: LocalEnvironment): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

function named(name: string, Arn: string): Identity {
  return { ref: name, attributes: { Arn } };
}
