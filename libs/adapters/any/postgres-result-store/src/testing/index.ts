export { findBinaries } from './find-binaries.ts';
export { startPostgres, type TestServer } from './local-postgres.ts';
export { TcpProxy } from './tcp-proxy.ts';
export { describeWithServer } from './test-server.ts';
