import type { LocalEnvironment } from '../aws-environment.ts';
import { identify, type Identity } from './identify.ts';
import { isRecord } from '@glyphwatch/domain';
import type { Template } from './template.ts';

/** A resource with its references resolved as CloudFormation would. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ResolvedTemplate {
  readonly resources: readonly ResolvedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Fails on anything unknown: a template that is only half understood would be only half tested. */
export function resolveTemplate(
  template: Template,
  environment: LocalEnvironment,
): ResolvedTemplate {
  const resolver = new Resolver(template, environment);
  const resources = Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || resolver.isTrue(Condition))
    .map(([logicalId, { Type, Properties = {} }]) => ({
      logicalId,
      type: Type,
      ...resolver.identity(logicalId),
      properties: asRecord(resolver.resolve(Properties)),
    }));
  const outputs = Object.entries(template.Outputs ?? {}).map(
    ([name, { Value }]) => [name, resolver.resolve(Value)] as const,
  );
  return { resources, outputs: Object.fromEntries(outputs) };
}

/** Stands for `AWS::NoValue`: the property is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

class Resolver {
  readonly #template: Template;
  readonly #environment: LocalEnvironment;

  constructor(template: Template, environment: LocalEnvironment) {
    this.#template = template;
    this.#environment = environment;
  }

  identity(logicalId: string): Identity {
    const resource = this.#template.Resources[logicalId];
    if (!resource) throw new Error(`The template has no resource ${logicalId}.`);
    return identify(logicalId, resource, this.#environment, (value) => this.resolve(value));
  }

  isTrue(condition: string): boolean {
    const found = this.#template.Conditions?.[condition];
    if (found === undefined) throw new Error(`The template has no condition ${condition}.`);
    return this.resolve(found) === true;
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((each) => this.resolve(each)).filter((each) => each !== NO_VALUE);
    }
    if (!isRecord(value)) return value;
    const [name, ...others] = Object.keys(value);
    const isFunction = name === 'Ref' || name === 'Condition' || name?.startsWith('Fn::');
    if (name !== undefined && others.length === 0 && isFunction) {
      // With an object, `Condition` belongs to a policy and is no function.
      if (name !== 'Condition' || typeof value[name] === 'string') {
        return this.#call(name, value[name]);
      }
    }
    const entries = Object.entries(value)
      .map(([key, each]) => [key, this.resolve(each)] as const)
      .filter(([, each]) => each !== NO_VALUE);
    return Object.fromEntries(entries);
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
  #call(name: string, argument: unknown): unknown {
    if (name === 'Ref') return this.#ref(text(argument));
    if (name === 'Condition') return this.isTrue(text(argument));
    if (name === 'Fn::GetAtt') return this.#attribute(argument);
    if (name === 'Fn::Sub') return this.#substitute(argument);
    const values = list(this.resolve(name === 'Fn::If' ? [] : argument));
    if (name === 'Fn::Join') return list(values[1]).map(text).join(text(values[0]));
    if (name === 'Fn::Select') return list(values[1])[Number(values[0])];
    if (name === 'Fn::Split') return text(values[1]).split(text(values[0]));
    if (name === 'Fn::Equals') return values[0] === values[1];
    if (name === 'Fn::Not') return values[0] !== true;
    if (name === 'Fn::And') return values.every((each) => each === true);
    if (name === 'Fn::Or') return values.some((each) => each === true);
    if (name === 'Fn::If') {
      const [condition, yes, no] = list(argument);
      return this.resolve(this.isTrue(text(condition)) ? yes : no);
    }
    throw new Error(`Unknown function in the template: ${name}`);
  }

  #ref(name: string): unknown {
    const { account, region } = this.#environment;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': 'local',
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/local/0`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
    if (name in pseudo) return pseudo[name];
    const parameter = this.#template.Parameters?.[name];
    if (parameter) return parameter.Default;
    return this.identity(name).ref;
  }

  #attribute(argument: unknown): string {
    const [logicalId, attribute] = Array.isArray(argument)
      ? argument.map(text)
      : text(argument).split(/\.(.*)/);
    const value = this.identity(logicalId ?? '').attributes[attribute ?? ''];
    if (value === undefined) {
      throw new Error(`Unknown attribute in the template: ${logicalId}.${attribute}`);
    }
    return value;
  }

  #substitute(argument: unknown): string {
    const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const given = asRecord(this.resolve(variables));
    return text(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_, isLiteral: string, name: string) => {
      if (isLiteral) return `\${${name}}`;
      if (name in given) return text(given[name]);
      const isPseudo = name.startsWith('AWS::');
      return isPseudo || !name.includes('.') ? text(this.#ref(name)) : this.#attribute(name);
    });
  }
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`The template has ${JSON.stringify(value)} where a string is expected.`);
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`The template has ${JSON.stringify(value)} where a list is expected.`);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
