import type { ScanOptions } from '../scan/options.ts';

export interface ReceiveOptions extends Omit<ScanOptions, 'endpoint'> {
  readonly host: string;
  readonly port: number;
}
