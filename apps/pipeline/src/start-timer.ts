/** Calls `end` in so many milliseconds, unless the function that it answers is called before. */
export type StartTimer = (milliseconds: number, end: () => void) => () => void;

export const startTimer: StartTimer = (milliseconds, end) => {
  const timer = setTimeout(end, milliseconds);
  return () => clearTimeout(timer);
};
