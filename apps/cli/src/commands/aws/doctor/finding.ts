import { couldNotCheck, type Finding } from '@glyphwatch/provider';

export { couldNotCheck, type Finding, findingsOf, type FindingState } from '@glyphwatch/provider';

export const DEPLOY = 'npx nx run infra:deploy';

export interface Check {
  readonly name: string;
  find(): Promise<readonly Finding[]>;
}

/** Whatever a check meets concerns no other: what it could not ask is a finding, too. */
export async function settle({ name, find }: Check): Promise<readonly Finding[]> {
  try {
    return await find();
  } catch (error) {
    return [couldNotCheck(name, error)];
  }
}
