/* The shares of the function's memory that Lambda lets V8 have. */
const SHARES = { 'max-old-space-size': 0.9, 'max-semi-space-size': 0.05 } as const;

/** What Lambda's Node is started with; what the function's own NODE_OPTIONS say counts instead. */
export function memoryFlags(memoryMb: number, nodeOptions = ''): string[] {
  return Object.entries(SHARES)
    .filter(([flag]) => !nodeOptions.includes(flag))
    .map(([flag, share]) => `--${flag}=${Math.floor(memoryMb * share)}`);
}
