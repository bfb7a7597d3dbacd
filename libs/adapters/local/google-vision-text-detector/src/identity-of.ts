export const MODES = ['scene', 'document'] as const;
export type Mode = (typeof MODES)[number];
export const LOCATIONS = ['us', 'eu', 'asia'] as const;
export type Location = (typeof LOCATIONS)[number];

/** The answer names no model, so that it is the one that was asked for. */
export const MODEL = 'builtin/stable';
export const PROVIDER = 'google-vision';

export function identityOf({ mode }: { readonly mode: Mode }): string {
  return `${PROVIDER}/${mode}/${MODEL}`;
}
