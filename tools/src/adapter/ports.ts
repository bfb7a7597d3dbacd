/** What the generator knows of a port beyond its signatures. */
export interface PortSketch {
  readonly interfaceName: string;
  /** What a method says until it is written. */
  readonly notWritten: string;
  /** First values of the port's properties; one that is not here is taken by the constructor. */
  readonly properties: Readonly<Record<string, string>>;
  /** What the contract's subject holds, and its functions that a first version lacks. */
  readonly subject: (className: string) => string;
  readonly without: readonly string[];
}

const later = 'async () => notWritten()';

export const PORTS: Readonly<Record<string, PortSketch>> = {
  'text-detector': {
    interfaceName: 'TextDetector',
    notWritten: 'detector-misconfigured',
    properties: { identity: "'__NAME__/1'" },
    subject: (className) =>
      `{ detector: new ${className}(), imageShowing: ${later}, blankImage: ${later}, notAnImage: ${later}, missingImage: ${later} }`,
    without: ['imageThatFails', 'breakBackend', 'misconfigure'],
  },
  'result-store': {
    interfaceName: 'ResultStore',
    notWritten: 'store-misconfigured',
    properties: { canSearch: 'false' },
    subject: (className) => `{ store: new ${className}() }`,
    without: ['reopen', 'breakBackend'],
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
  },
  'image-source': {
    interfaceName: 'ImageSource',
    notWritten: 'source-unavailable',
    properties: {},
    subject: (className) =>
      `{ put: async (key) => new ${className}({ bucket: 'bucket', key }), change: ${later}, remove: ${later} }`,
    without: ['putTooBig', 'makeUnreadable', 'breakBackend'],
  },
  'watchlist-source': {
    interfaceName: 'WatchlistSource',
    notWritten: 'watchlist-unavailable',
    properties: {},
    subject: (className) => `{ source: new ${className}(), write: ${later}, problems: () => [] }`,
    without: [],
  },
};
