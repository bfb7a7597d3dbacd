import { COMMON_HEADERS, PAGE_POLICY } from '@glyphwatch/console-api/page-headers';
import type { Template } from 'aws-cdk-lib/assertions';
import { statementsOf, synthesise } from './testing/synthesise.ts';

const NONE = synthesise();
const OWN_POOL = synthesise({ settings: 'console: { enabled: true }' });
const OWN_ISSUER = synthesise({
  settings: `
console:
  enabled: true
  issuer: https://id.example.com/people
  audience: https://watch.example.com/api
  clientId: page
uploads: { prefixes: [in/] }
`,
});

const propertiesOf = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);

/** By logical id, of what one template has and another has not, or has otherwise. */
function differences(one: Template, other: Template): string[] {
  const [first, second] = [one.toJSON(), other.toJSON()].map((each) => each['Resources']);
  return Object.keys(first).filter(
    (id) => JSON.stringify(first[id]) !== JSON.stringify(second[id]),
  );
}

it('is not there unless asked for, and changes nothing else but where messages link to', () => {
  const off = synthesise({ settings: 'console: { enabled: false }' });
  expect(off.text).toBe(NONE.text);
  expect(NONE.text).not.toMatch(/Console|Cognito|CloudFront|ApiGateway|Reveal/);
  const changed = differences(NONE.template, OWN_POOL.template);
  const types = changed.map((id) => NONE.template.toJSON()['Resources'][id].Type);
  expect(types).toEqual(['AWS::Lambda::Function', 'AWS::Lambda::Function']);
});

it('lets only tokens for its page through, with GET and POST below api/', () => {
  const [route, ...others] = propertiesOf(OWN_ISSUER.template, 'AWS::ApiGatewayV2::Route');
  const keys = [route, ...others].map((one) => [one?.['RouteKey'], one?.['AuthorizationType']]);
  expect(keys).toEqual([
    ['GET /api/{proxy+}', 'JWT'],
    ['POST /api/{proxy+}', 'JWT'],
  ]);
  expect(propertiesOf(OWN_ISSUER.template, 'AWS::ApiGatewayV2::Authorizer')).toMatchObject([
    {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Issuer: 'https://id.example.com/people',
        Audience: ['https://watch.example.com/api'],
      },
    },
  ]);
  // Without CORS other origins get nothing.
  expect(propertiesOf(OWN_ISSUER.template, 'AWS::ApiGatewayV2::Api')[0]).not.toHaveProperty(
    'CorsConfiguration',
  );
});

it('has people whom only operators add, or those of your own issuer', () => {
  OWN_ISSUER.template.resourceCountIs('AWS::Cognito::UserPool', 0);
  expect(propertiesOf(OWN_POOL.template, 'AWS::Cognito::UserPool')).toMatchObject([
    {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    },
  ]);
  const groups = propertiesOf(OWN_POOL.template, 'AWS::Cognito::UserPoolGroup');
  expect(groups.map(({ GroupName }) => GroupName)).toEqual(['viewer', 'reviewer']);
  expect(propertiesOf(OWN_POOL.template, 'AWS::Cognito::UserPoolClient')).toMatchObject([
    { AllowedOAuthFlows: ['code'], GenerateSecret: false, AllowedOAuthScopes: ['openid'] },
  ]);
  const mfa = (word: string) =>
    propertiesOf(
      synthesise({ settings: `console: { enabled: true, mfa: ${word} }` }).template,
      'AWS::Cognito::UserPool',
    )[0]?.['MfaConfiguration'];
  expect([mfa('off'), mfa('required')]).toEqual(['OFF', 'ON']);
});

it('serves the page over TLS only, from a private bucket, with the headers of the local server', () => {
  const [distribution] = propertiesOf(OWN_ISSUER.template, 'AWS::CloudFront::Distribution');
  const { DefaultCacheBehavior, CacheBehaviors, Origins } = distribution?.['DistributionConfig'];
  const policies = [DefaultCacheBehavior, ...CacheBehaviors].map(
    ({ ViewerProtocolPolicy }) => ViewerProtocolPolicy,
  );
  expect(policies).toEqual(['https-only', 'https-only']);
  expect(Origins).toMatchObject([
    { OriginAccessControlId: expect.anything() },
    { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } },
  ]);
  OWN_ISSUER.template.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      ...{ BlockPublicAcls: true, BlockPublicPolicy: true },
      ...{ IgnorePublicAcls: true, RestrictPublicBuckets: true },
    },
  });
  const [headers] = propertiesOf(OWN_ISSUER.template, 'AWS::CloudFront::ResponseHeadersPolicy');
  const { SecurityHeadersConfig, CustomHeadersConfig } = headers?.['ResponseHeadersPolicyConfig'];
  expect(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).toBe(
    PAGE_POLICY.replace("connect-src 'self'", "connect-src 'self' https://id.example.com"),
  );
  const sent = {
    ...Object.fromEntries(
      CustomHeadersConfig.Items.map((one: Record<string, string>) => [one['Header'], one['Value']]),
    ),
    'x-content-type-options': SecurityHeadersConfig.ContentTypeOptions && 'nosniff',
    'x-frame-options': SecurityHeadersConfig.FrameOptions.FrameOption,
    'referrer-policy': SecurityHeadersConfig.ReferrerPolicy.ReferrerPolicy,
  };
  expect(sent).toEqual(COMMON_HEADERS);
});

it('has a function that may read what walls need, write verdicts, and nothing of the bucket but images', () => {
  const before = statementsOf(NONE.template).map((one) => JSON.stringify(one));
  const added = statementsOf(OWN_ISSUER.template).filter(({ Sid }) => {
    const statement = JSON.stringify({ Sid });
    return !before.some((one) => one.includes(statement.slice(1, -1)));
  });
  const writes = added.filter(({ Action }) => /Put|Update|Delete|Write/.test(String(Action)));
  expect(writes.map(({ Sid, Action }) => [Sid, [Action].flat().filter(isWrite)])).toEqual([
    ['Verdicts', ['dynamodb:PutItem']],
    ['Deliveries', ['dynamodb:UpdateItem']],
    ['RecordReveals', ['dynamodb:PutItem']],
  ]);
  const role = Object.entries(OWN_ISSUER.template.findResources('AWS::IAM::Role')).find(([id]) =>
    id.startsWith('ConsoleRole'),
  );
  const s3 = JSON.stringify(role).match(/s3:\w+/g);
  expect(s3).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
  expect(JSON.stringify(role)).toContain('/in/*');
  expect(JSON.stringify(role)).not.toMatch(/sqs:|sns:|events:|secretsmanager:|rekognition:/);
});

const isWrite = (action: string) => /Put|Update|Delete|Write/.test(action);

it('says where the page is, and what deploy needs to fill its bucket', () => {
  const names = Object.keys(OWN_POOL.template.toJSON()['Outputs']);
  for (const name of ['Address', 'Api', 'Function', 'Page', 'Issuer', 'Client', 'Users']) {
    expect(names).toContain(`Console${name}Output`);
  }
});
