import * as z from 'zod';
import type { Route } from './route.ts';
import { ERROR } from './shapes.ts';

/** The OpenAPI document of these routes. https://spec.openapis.org/oas/v3.1.1.html */
export function openApiOf(routes: readonly Route[], version: string, server: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) {
    const path = `/${one.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Glyphwatch console', version },
    servers: [{ url: server }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function operationOf(one: Route) {
  const { path, method, summary, query, body, bodyType, answer, type, status } = one;
  const success = String(status ?? (answer || type ? 200 : 204));
  const failure = { description: 'What went wrong', ...json(ERROR) };
  return {
    summary,
    operationId: `${method.toLowerCase()} ${path}`.replace(/[^A-Za-z]+(\w)/g, (_, letter) =>
      String(letter).toUpperCase(),
    ),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body ? { requestBody: { required: true, ...bodyOf(body, bodyType) } } : {}),
    responses: {
      [success]: {
        description: 'Done',
        ...(answer ? json(answer) : {}),
        ...(type === undefined ? {} : { content: { [type]: {} } }),
      },
      default: failure,
    },
  };
}

function bodyOf(body: z.ZodType, bodyType: string | undefined) {
  return bodyType === undefined ? json(body) : { content: { [bodyType]: {} } };
}

function json(shape: z.ZodType) {
  return { content: { 'application/json': { schema: schemaOf(shape) } } };
}

function schemaOf(shape: z.ZodType, io: 'input' | 'output' = 'input') {
  return z.toJSONSchema(shape, { io, unrepresentable: 'any' });
}

function pathParameters(path: string) {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
}

function queryParameters(query: z.ZodType | undefined) {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query);
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
  }));
}
