import { COMMON_HEADERS, PAGE_POLICY } from '@glyphwatch/console-api/page-headers';
import { Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge.ts';
import type { InfraSettings } from '../../settings.ts';
import { removalPolicy } from '../removal-policy.ts';

/** As `pageFile` of console-api: names without an ending are screens of the page. */
const SCREENS = `function handler(event) {
  var request = event.request;
  if (!/\\.[a-z0-9]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
`;

export interface Around {
  readonly apiDomain: string;
  /** Where the page asks for tokens. */
  readonly signInOrigins: readonly string[];
}

export interface ConsolePage {
  /** Ends with `/`. */
  readonly address: string;
  /** `deploy` fills it. */
  readonly bucketName: string;
}

export function consolePage(
  scope: Construct,
  { apiDomain, signInOrigins }: Around,
  settings: InfraSettings,
): ConsolePage {
  const bucket = pageBucket(scope, settings);
  const distribution = new Distribution(scope, 'ConsoleDistribution', {
    comment: `The console of ${settings.stack}`,
    defaultRootObject: 'index.html',
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100,
    defaultBehavior: fromBucket(scope, bucket, signInOrigins),
    additionalBehaviors: { '/api/*': fromApi(apiDomain) },
  });
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'Who may look is a matter of groups, not of countries.',
    'AwsSolutions-CFR2':
      'A firewall has a monthly price; without a token nothing but the empty page is served.',
    'AwsSolutions-CFR3': 'The HTTP API logs what is asked; the page is the same for everyone.',
    'AwsSolutions-CFR4':
      'CloudFront’s own certificate decides the oldest TLS; browsers speak the newest that both know.',
  });
  return {
    address: `https://${distribution.distributionDomainName}/`,
    bucketName: bucket.bucketName,
  };
}

function pageBucket(scope: Construct, settings: InfraSettings): Bucket {
  const bucket = new Bucket(scope, 'ConsolePage', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy: removalPolicy(settings),
  });
  acknowledge(bucket, { 'AwsSolutions-S1': 'It holds a page that everyone may have.' });
  return bucket;
}

function fromBucket(
  scope: Construct,
  bucket: Bucket,
  signInOrigins: readonly string[],
): BehaviorOptions {
  return {
    // The CDK's own types do not fit with exactOptionalPropertyTypes.
    origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: pageHeaders(scope, signInOrigins),
    functionAssociations: [
      {
        eventType: FunctionEventType.VIEWER_REQUEST,
        function: new Function(scope, 'ConsoleScreens', {
          code: FunctionCode.fromInline(SCREENS),
          runtime: FunctionRuntime.JS_2_0,
        }),
      },
    ],
  };
}

/** Its answers have headers of their own, and none is kept: they depend on who asks. */
function fromApi(domain: string): BehaviorOptions {
  return {
    origin: new HttpOrigin(domain, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    }),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // Only a policy for all headers passes `Authorization` on; API Gateway knows itself by `Host`.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

/** Those of `glyphwatch serve`; besides, the page may ask the issuer for tokens. */
function pageHeaders(scope: Construct, signInOrigins: readonly string[]): ResponseHeadersPolicy {
  const contentSecurityPolicy = PAGE_POLICY.replace(
    "connect-src 'self'",
    ["connect-src 'self'", ...signInOrigins].join(' '),
  );
  const others = Object.entries(COMMON_HEADERS).filter(([header]) => !STANDARD.has(header));
  return new ResponseHeadersPolicy(scope, 'ConsoleHeaders', {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
    },
    customHeadersBehavior: {
      customHeaders: others.map(([header, value]) => ({ header, value, override: true })),
    },
  });
}

/** CloudFront has fields of their own for these. */
const STANDARD = new Set(['x-content-type-options', 'x-frame-options', 'referrer-policy']);
