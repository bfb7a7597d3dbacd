import type { Route } from '../route.ts';
import { ABOUT_ROUTES } from './about.ts';
import { CSV_ROUTES } from './csv.ts';
import { DELIVERY_ROUTES } from './deliveries.ts';
import { FORECAST_ROUTES } from './forecasts.ts';
import { IMAGE_ROUTES } from './image.ts';
import { RULE_ROUTES } from './rules.ts';
import { UPLOAD_ROUTES } from './uploads.ts';
import { VERDICT_ROUTES } from './verdicts.ts';
import { WALL_ROUTES } from './walls.ts';

/** The API, once for every host. */
export const ROUTES: readonly Route[] = [
  ...ABOUT_ROUTES,
  ...WALL_ROUTES,
  ...CSV_ROUTES,
  ...IMAGE_ROUTES,
  ...VERDICT_ROUTES,
  ...RULE_ROUTES,
  ...FORECAST_ROUTES,
  ...UPLOAD_ROUTES,
  ...DELIVERY_ROUTES,
];
