export type { Abilities, Host } from './abilities.ts';
export type { AwsNeeds, Right } from './aws-needs.ts';
export { choiceOf, type ChoiceOptions, type Chosen } from './choice-of.ts';
export {
  couldNotCheck,
  type Finding,
  FINDING_STATES,
  findingsOf,
  type FindingState,
} from './finding.ts';
export { onFirstUse } from './on-first-use.ts';
export { type Configured, provider, type Provider, type ProviderSpec } from './provider.ts';
export { type SecretSchema, secretsFrom, variableName } from './secret.ts';
