/**
 * For `requestHandler` of every AWS client. Without `throwOnRequestTimeout` the SDK only warns when `requestTimeout`
 * has passed and hangs on. Three attempts of these must fit well into the function's own timeout.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
export const CLIENT_TIMEOUTS = {
  connectionTimeout: 1_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;
