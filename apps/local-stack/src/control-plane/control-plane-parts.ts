import type { Services } from '../gateway/forward.ts';
import type { AccessBook } from '../iam/access-book.ts';
import type { StackResources } from '../template/read-resources.ts';

export interface ControlPlaneParts {
  readonly endpoint: string;
  readonly region: string;
  readonly resources: StackResources;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly book: AccessBook;
  readonly services: Services;
}
