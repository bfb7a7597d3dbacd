/** Keeps a share that binary fractions cannot hold, like 0.29, from losing its last digit. */
const ROUNDING = 1e-9;

/** `99%`, the same wherever people see it. Rounded down, so that only a certain reading is 100%. */
export function showConfidence(confidence: number): string {
  return `${Math.floor(confidence * 100 + ROUNDING)}%`;
}
