import { RemovalPolicy } from 'aws-cdk-lib';
import type { InfraSettings } from '../settings.ts';

/** What holds data outlives the stack, except when its first deployment fails: the next try would find the names taken. */
export function removalPolicy({ keepData }: Pick<InfraSettings, 'keepData'>): RemovalPolicy {
  return keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
