import type * as Api from '@glyphwatch/console-api/shapes';
import { searchOf, type Wall } from '../url/route.ts';
import { request } from './request.ts';

type Cell<W extends Wall> = W extends 'alerts' ? Api.AlertCell : Api.ImageCell;
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

const get = <T>(path: string, signal?: AbortSignal) => request<T>(path, { signal });
const post = <T>(path: string, json: unknown, signal?: AbortSignal) =>
  request<T>(path, { method: 'POST', json, signal });

/** Every route of the API that the page uses; shapes and promises are in console-api. */
export const api = {
  openSession: (token: string) => post<void>('api/session', { token }),
  me: () => get<Api.Me>('api/me'),

  page: <W extends Wall>(wall: W, query: Api.WallQuery, cursor?: string, signal?: AbortSignal) =>
    get<Page<Cell<W>>>(`api/${wall}?${searchOf({ ...query, cursor })}`, signal),
  count: (wall: Wall, query: Api.WallQuery, signal?: AbortSignal) =>
    get<Api.Count>(`api/${wall}/count?${searchOf({ ...query })}`, signal),
  histogram: (query: Api.WallQuery, by: 'hour' | 'day', signal?: AbortSignal) =>
    get<Api.Bars>(`api/images/histogram?${searchOf({ ...query, by })}`, signal),
  csv: (wall: Wall, query: Api.WallQuery) => `api/${wall}.csv?${searchOf({ ...query })}`,

  image: (id: string, signal?: AbortSignal) =>
    get<Api.Image>(`api/image?${searchOf({ id })}`, signal),
  neighbours: (id: string, wall: Wall, query: Api.WallQuery, signal?: AbortSignal) =>
    get<Api.Neighbours>(`api/neighbours?${searchOf({ ...query, id, wall })}`, signal),
  reveal: (imageId: string, page?: number) =>
    post<Api.Revealed>('api/reveal', { imageId, ...(page === undefined ? {} : { page }) }),

  judge: (
    alerts: readonly { id: string; revision: number }[],
    verdict: Api.Verdict,
    note?: string,
  ) => post<Api.Judged>('api/alerts/judge', { alerts, verdict, ...(note ? { note } : {}) }),
  judgeAll: (query: Api.WallQuery, verdict: Api.Verdict, expected: number, note?: string) =>
    post<Api.Judged>('api/alerts/judge-all', {
      query,
      verdict,
      expected,
      ...(note ? { note } : {}),
    }),
  undo: (undo: string) => post<Api.Judged>('api/alerts/undo', { undo }),
  judgements: (id: string, signal?: AbortSignal) =>
    get<Api.Judgements>(`api/alerts/history?${searchOf({ id })}`, signal),

  rules: (signal?: AbortSignal) => get<Api.Rules>('api/rules', signal),
  check: (name: string, text: string, signal?: AbortSignal) =>
    post<Api.Checked>('api/rules/check', { name, text }, signal),
  explain: (
    body: { name: string; text: string; imageIds?: string[]; pasted?: string },
    signal?: AbortSignal,
  ) => post<Api.Explained>('api/rules/explain', body, signal),
  change: (body: Api.Change) => post<Api.Changed>('api/rules/change', body),
  saveRules: (name: string, text: string, mark: string) =>
    request<Api.Saved>('api/rules', { method: 'PUT', json: { name, text, mark } }),

  forecast: (name: string, text: string) =>
    post<Api.ForecastState>('api/forecasts', { name, text }),
  forecastState: (id: string, signal?: AbortSignal) =>
    get<Api.ForecastState>(`api/forecasts/${encodeURIComponent(id)}`, signal),
  stopForecast: (id: string) =>
    request<void>(`api/forecasts/${encodeURIComponent(id)}`, { method: 'DELETE' }),

  upload: (name: string, raw: Blob, signal?: AbortSignal) =>
    request<Api.Upload>(`api/uploads/${encodeURIComponent(name)}`, { method: 'PUT', raw, signal }),
  uploads: () => get<{ items: readonly Api.Upload[] }>('api/uploads'),

  health: (signal?: AbortSignal) => get<Api.Health>('api/health', signal),
  retry: (what: { ids?: string[]; channel?: string }) =>
    post<{ n: number }>('api/deliveries/retry', what),
  tellNow: () => post<{ n: number }>('api/tell-now', {}),
};
