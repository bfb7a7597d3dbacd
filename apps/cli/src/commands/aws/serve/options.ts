import type { PageOptions } from '../../../serve/open-page.ts';
import type { StackPlace } from '../options.ts';

export interface AwsServeOptions extends StackPlace, PageOptions {}
