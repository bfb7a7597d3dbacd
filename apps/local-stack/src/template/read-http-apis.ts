import * as z from 'zod';
import type { ResolvedResource } from './resolve-template.ts';

export type HttpApiResource = ReturnType<typeof readHttpApis>[number];
export type HttpApiRoute = HttpApiResource['routes'][number];

/** The types that it reads. */
export const HTTP_API_TYPES = ['Api', 'Stage', 'Route', 'Integration', 'Authorizer'].map(
  (name) => `AWS::ApiGatewayV2::${name}`,
);

const apiSchema = z.object({
  ProtocolType: z.literal('HTTP'),
  // Not supported: a browser of another origin would have to be answered.
  CorsConfiguration: z.undefined().optional(),
});

const stageSchema = z.object({ ApiId: z.string(), StageName: z.literal('$default') });

const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string().regex(/^(ANY|[A-Z]+) \/.*\{proxy\+\}$/, 'only greedy routes are supported'),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.undefined().optional(),
  Target: z.string(),
});

const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

const authorizerSchema = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

/** HTTP APIs with their routes; only those with a `$default` stage. */
export function readHttpApis(resources: readonly ResolvedResource[]) {
  const of = (name: string) =>
    resources.filter(({ type }) => type === `AWS::ApiGatewayV2::${name}`);
  const staged = of('Stage').map(({ properties }) => stageSchema.parse(properties).ApiId);
  const integrations = new Map(
    of('Integration').map(({ ref, properties }) => [ref, integrationSchema.parse(properties)]),
  );
  const authorizers = new Map(
    of('Authorizer').map(({ ref, properties }) => [ref, authorizerSchema.parse(properties)]),
  );
  const routes = of('Route').map(({ properties }) => {
    const read = routeSchema.parse(properties);
    const integration = integrations.get(read.Target.replace('integrations/', ''));
    if (!integration) throw new Error(`The template has no ${read.Target}.`);
    const authorizer = authorizers.get(read.AuthorizerId ?? '');
    if (read.AuthorizationType === 'JWT' && !authorizer)
      throw new Error(`The template has no authorizer for ${read.RouteKey}.`);
    const [method = '', path = ''] = read.RouteKey.split(' ');
    return {
      ...{ apiId: read.ApiId, key: read.RouteKey, method, path },
      prefix: path.replace('{proxy+}', ''),
      functionArn: integration.IntegrationUri,
      ...(authorizer && {
        tokens: {
          issuer: authorizer.JwtConfiguration.Issuer,
          audiences: authorizer.JwtConfiguration.Audience,
        },
      }),
    };
  });
  return of('Api').flatMap(({ logicalId, ref, properties }) => {
    apiSchema.parse(properties);
    if (!staged.includes(ref)) return [];
    return [{ logicalId, id: ref, routes: routes.filter(({ apiId }) => apiId === ref) }];
  });
}
