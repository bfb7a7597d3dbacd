/** One IAM statement that a role needs. */
export interface Right {
  /** Unique within the role. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why a resource has to be a wildcard; required if one is. */
  readonly why?: string;
}

/** What a detector needs from the function that it runs in. */
export interface AwsNeeds {
  readonly rights: readonly Right[];
  /** Rate limit for all functions together. */
  readonly callsPerSecond: number;
  /** Latency; multiplied by the rate, the number of concurrent images that uses the rate up. */
  readonly secondsPerImage: number;
  /** Megabytes. */
  readonly memory: number;
  /** How long the function may work on a batch; default 60. */
  readonly timeoutSeconds?: number;
  /** Images that a function works on at once; default 5, because most of the time it waits for a service. */
  readonly imagesAtOnce?: number;
  /** npm packages with native libraries or data, which have to lie beside the function's code. */
  readonly packages?: readonly string[];
  /** For the cost metric, in the currency of your bill. */
  readonly costPerImage: number;
  /** The quota behind `callsPerSecond` in Service Quotas. */
  readonly quota?: {
    readonly service: string;
    /** A word of the quota's name. */
    readonly name: string;
    /** The field of the detector's settings that should not exceed it. */
    readonly setting: string;
  };
}
