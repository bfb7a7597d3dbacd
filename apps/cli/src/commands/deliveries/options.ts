import type { DeliveryState } from '@glyphwatch/domain';
import type { Format } from '../../terminal/format.ts';

export interface WhichOptions {
  readonly channel?: string;
  readonly rule?: string;
}

export interface ListDeliveriesOptions extends WhichOptions {
  readonly state?: DeliveryState;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  readonly format: Format;
}

export interface ChangeOptions extends WhichOptions {
  readonly by?: string;
}

export interface WithdrawOptions extends ChangeOptions {
  readonly because: string;
  readonly yes?: boolean;
}
