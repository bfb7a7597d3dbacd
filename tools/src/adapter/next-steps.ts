import type { Adapter } from './adapter.ts';
import { runsInFunction } from './provider-of.ts';

export const INFRA_SETTINGS = 'apps/infra/settings.yaml';

/** What is left to do; `settingsFiles` are those that can now choose the new provider. */
export function nextSteps(adapter: Adapter, settingsFiles: readonly string[]): string {
  const { name, root, providerName, sketch } = adapter;
  const line = sketch.provider?.settingsLine?.(providerName);
  return [
    'Next:',
    '- npm install',
    `- npx nx test ${name}, and make the contract pass`,
    line !== undefined && settingsFiles.length > 0
      ? `- choose it with \`${line}\` in ${settingsFiles.join(' or ')}`
      : '- open it in the container.ts of an app',
    ...(runsInFunction(adapter) && sketch.provider
      ? [`- add the AWS rights it needs to ${root}/src/provider.ts`]
      : []),
    ...(settingsFiles.includes(INFRA_SETTINGS)
      ? [`- npx nx run infra:schema, so that editors know it in ${INFRA_SETTINGS}`]
      : []),
  ].join('\n');
}
