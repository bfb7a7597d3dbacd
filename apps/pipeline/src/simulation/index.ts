export { History } from './history.ts';
export { Luck } from './luck.ts';
export { numbersOf } from './seeds.ts';
export type { Tables } from './world.ts';
