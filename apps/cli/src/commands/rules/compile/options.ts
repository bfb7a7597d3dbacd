export interface CompileOptions {
  readonly output?: string;
}
