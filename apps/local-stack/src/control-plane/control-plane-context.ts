import type { Services } from '../gateway/forward.ts';
import type { AccessControl } from '../iam/access-control.ts';
import type { StackResources } from '../template/read-resources.ts';

export interface ControlPlaneContext {
  readonly endpoint: string;
  readonly region: string;
  readonly resources: StackResources;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly accessControl: AccessControl;
  readonly services: Services;
}
