import fc from 'fast-check';

/** Decoded into a history; see `History`. */
export const numbers = fc.array(fc.nat(2 ** 24), { minLength: 60, maxLength: 160, size: 'max' });

export const SEED = 20_260_101;
/** Takes seconds; `nx simulate domain` runs any number. */
export const RUNS = 1000;
