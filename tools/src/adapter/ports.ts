/** What the generator needs to know about a port beyond its signatures. */
export interface PortSketch {
  readonly interfaceName: string;
  /** Error code of a method until it is implemented. */
  readonly notWritten: string;
  /** Initial values of the port's properties, as code; any other property becomes a constructor parameter. */
  readonly properties: Readonly<Record<string, string>>;
  /** The contract's subject, with stubs for its functions. */
  readonly subject: (className: string) => string;
  readonly without: readonly string[];
  /** Absent if settings cannot choose the port. */
  readonly provider?: ProviderSketch;
}

export interface ProviderSketch {
  /** In `@glyphwatch/provider`. */
  readonly type: string;
  /** The result of `open`, as code. */
  readonly opened: (className: string) => string;
  /** The array in an app's `providers.ts`. */
  readonly list: string;
  /** What chooses from it; none where the app itself chooses. */
  readonly settingsLine?: (name: string) => string;
}

/** A store keeps the outbox, too; the port is the second one to write. */
const NO_OUTBOX = "get deliveries(): never { throw new Error('Write the adapter of Deliveries.') }";
const later = 'async () => notWritten()';

export const PORTS: Readonly<Record<string, PortSketch>> = {
  'text-detector': {
    interfaceName: 'TextDetector',
    notWritten: 'detector-misconfigured',
    properties: { identity: 'IDENTITY' },
    subject: (className) =>
      `{ detector: new ${className}(), imageShowing: ${later}, blankImage: ${later}, notAnImage: ${later}, missingImage: ${later} }`,
    without: ['imageThatFails', 'documentShowing', 'breakBackend', 'misconfigure'],
    provider: {
      type: 'DetectorProvider',
      opened: (className) => `new ${className}()`,
      list: 'DETECTORS',
      settingsLine: (name) => `detector: ${name}`,
    },
  },
  'result-store': {
    interfaceName: 'ResultStore',
    notWritten: 'store-misconfigured',
    properties: { canSearch: 'false' },
    subject: (className) => `{ store: new ${className}(), ${NO_OUTBOX} }`,
    without: ['reopen', 'breakBackend'],
    provider: {
      type: 'StoreProvider',
      opened: (className) =>
        `{ results: new ${className}(), ${NO_OUTBOX}, [Symbol.asyncDispose]: async () => undefined }`,
      list: 'STORES',
      settingsLine: (name) => `store: ${name}`,
    },
  },
  'detection-memory': {
    interfaceName: 'DetectionMemory',
    notWritten: 'store-misconfigured',
    properties: {},
    subject: (className) => `{ memory: new ${className}() }`,
    without: ['breakBackend'],
  },
  notifier: {
    interfaceName: 'Notifier',
    notWritten: 'notifier-misconfigured',
    properties: {},
    subject: (className) => `{ notifier: new ${className}(), received: async () => [] }`,
    without: ['goDown', 'refuse', 'misconfigure'],
    provider: {
      type: 'ChannelProvider',
      opened: (className) => `new ${className}()`,
      list: 'CHANNELS',
      settingsLine: (name) => `channels: { ${name}: ${name} }`,
    },
  },
  'image-source': {
    interfaceName: 'ImageSource',
    notWritten: 'source-unavailable',
    properties: {},
    subject: (className) =>
      `{ put: async (key) => new ${className}({ bucket: 'bucket', key }), change: ${later}, remove: ${later} }`,
    without: ['putTooBig', 'makeUnreadable', 'breakBackend'],
    provider: {
      type: 'ImageProvider',
      opened: (className) => `(address: ImageAddress) => new ${className}(address)`,
      list: 'IMAGE_SOURCES',
    },
  },
  'watchlist-source': {
    interfaceName: 'WatchlistSource',
    notWritten: 'watchlist-unavailable',
    properties: {},
    subject: (className) =>
      `{ source: new ${className}(), write: ${later}, remove: ${later}, problems: () => [] }`,
    without: [],
    provider: {
      type: 'WatchlistProvider',
      opened: (className) => `new ${className}()`,
      list: 'WATCHLIST_SOURCES',
    },
  },
};
