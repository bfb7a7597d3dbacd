/** The shares of a function's memory that Lambda gives to V8. */
const SHARES = { 'max-old-space-size': 0.9, 'max-semi-space-size': 0.05 } as const;

/** The flags that Lambda starts Node with, unless the function's NODE_OPTIONS set them. */
export function memoryFlags(memoryMb: number, nodeOptions = ''): string[] {
  return Object.entries(SHARES)
    .filter(([flag]) => !nodeOptions.includes(flag))
    .map(([flag, share]) => `--${flag}=${Math.floor(memoryMb * share)}`);
}
