import { userInfo } from 'node:os';

/** Whose name is kept with a decision. */
export function whoIs(by: string | undefined): string {
  return by ?? userInfo().username;
}
