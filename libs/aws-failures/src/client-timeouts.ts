/**
 * For the `requestHandler` of every AWS client. Without `throwOnRequestTimeout` the SDK only logs a warning after
 * `requestTimeout` and keeps waiting. Three attempts must fit well into the function's own timeout.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
export const CLIENT_TIMEOUTS = {
  connectionTimeout: 1_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;
