/** Where the stack appears to be deployed. */
export interface AwsEnvironment {
  readonly account: string;
  readonly region: string;
}

export interface LocalEnvironment extends AwsEnvironment {
  /** The address of every service, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}
