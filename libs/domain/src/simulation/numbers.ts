import fc from 'fast-check';

/** Tell a history; see `History`. */
export const numbers = fc.array(fc.nat(2 ** 24), { minLength: 60, maxLength: 160, size: 'max' });

export const SEED = 20_260_101;
/** As many as take seconds; `nx simulate in-memory` runs any number. */
export const RUNS = 1500;
