/** A CloudFormation template, as the CDK writes it. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
}

/** Where the stack seems to be deployed. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** The address that stands for every service, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}
