import type { Route } from '../route.ts';
import { ABOUT_ROUTES } from './about.ts';
import { CSV_ROUTES } from './csv.ts';
import { IMAGE_ROUTES } from './image.ts';
import { VERDICT_ROUTES } from './verdicts.ts';
import { WALL_ROUTES } from './walls.ts';

/** The API, once for every host. */
export const ROUTES: readonly Route[] = [
  ...ABOUT_ROUTES,
  ...WALL_ROUTES,
  ...CSV_ROUTES,
  ...IMAGE_ROUTES,
  ...VERDICT_ROUTES,
];
