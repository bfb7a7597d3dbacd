export interface SilenceOptions {
  readonly for: number;
  readonly because: string;
  readonly by?: string;
  readonly evenIfCritical?: boolean;
}
