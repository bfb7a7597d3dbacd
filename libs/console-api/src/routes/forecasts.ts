import { cannot, notFound } from '../api-error.ts';
import type { ConsoleParts } from '../console-parts.ts';
import type { Forecasts } from '../forecasts.ts';
import { route, type Route } from '../route.ts';
import { FORECAST, RULE_TEXT } from '../shapes.ts';
import { invalidRules, problemsIn } from './rules.ts';

export const FORECAST_ROUTES: readonly Route[] = [
  route({
    ...{ method: 'POST', path: 'api/forecasts', summary: 'Starts a forecast of rules' },
    ...{ body: RULE_TEXT, answer: FORECAST, status: 202 },
    async handle(parts, { body }) {
      const forecasts = forecastsOf(parts);
      const parsed = parts.rules?.parse(body);
      if (parsed && !parsed.ruleSet) throw invalidRules(problemsIn(parsed));
      return forecasts.start(body);
    },
  }),
  route({
    ...{ method: 'GET', path: 'api/forecasts/:id', summary: 'How far a forecast is' },
    answer: FORECAST,
    async handle(parts, { params: { id = '' } }) {
      const state = forecastsOf(parts).find(id);
      if (!state) throw notFound('This forecast');
      return state;
    },
  }),
  route({
    ...{ method: 'DELETE', path: 'api/forecasts/:id', summary: 'Stops a forecast' },
    answer: FORECAST,
    async handle(parts, { params: { id = '' } }) {
      const state = await forecastsOf(parts).stop(id);
      if (!state) throw notFound('This forecast');
      return state;
    },
  }),
];

function forecastsOf({ forecasts }: ConsoleParts): Forecasts {
  if (forecasts) return forecasts;
  throw cannot('There are no forecasts here.', 'Start the console with --rules FILE.');
}
