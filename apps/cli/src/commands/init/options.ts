export interface InitOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}
