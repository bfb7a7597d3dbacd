export type { Abilities, Host, PortName } from './abilities.ts';
export type { AwsNeeds, Right } from './aws-needs.ts';
export { choiceInput } from './choice-input.ts';
export { choiceOf, type ChoiceOptions, type Chosen } from './choice-of.ts';
export {
  couldNotCheck,
  type Finding,
  FINDING_STATES,
  findingsOf,
  type FindingState,
} from './finding.ts';
export { onFirstUse, type OpenedLater } from './on-first-use.ts';
export { fieldNames } from './offered.ts';
export type {
  AskObject,
  ChannelParts,
  ChannelProvider,
  CutOut,
  DetectorParts,
  DetectorProvider,
  ImageParts,
  ImageProvider,
  ObjectState,
  OpenedDetector,
  OpenedStore,
  OpenImage,
  Output,
  StoreParts,
  StoreProvider,
  WatchlistParts,
  WatchlistProvider,
} from './parts.ts';
export { type Configured, provider, type Provider, type ProviderSpec } from './provider.ts';
export { type SecretSchema, secretsFrom, variableName } from './secret.ts';
