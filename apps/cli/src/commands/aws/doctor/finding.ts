import { couldNotCheck, type Finding } from '@glyphwatch/provider';

export { couldNotCheck, type Finding, findingsOf, type FindingState } from '@glyphwatch/provider';

export const DEPLOY = 'npx nx run infra:deploy';

export interface Check {
  readonly name: string;
  find(): Promise<readonly Finding[]>;
}

/** One check that fails does not stop the others: it becomes a finding. */
export async function settle({ name, find }: Check): Promise<readonly Finding[]> {
  try {
    return await find();
  } catch (error) {
    return [couldNotCheck(name, error)];
  }
}
