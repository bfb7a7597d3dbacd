import type { Reply } from './recording-server.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';

/** What servers do that is no answer, and what becomes of it; every caller must survive all of it. */
export const NO_ANSWERS: readonly (readonly [
  what: string,
  reply: Partial<Reply>,
  kind: 'unavailable' | 'misconfigured',
])[] = [
  [
    'switches protocols',
    { raw: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n' },
    'misconfigured',
  ],
  [
    'switches protocols and goes on in the new one for ever',
    {
      raw: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      endless: 'x'.repeat(1000),
    },
    'misconfigured',
  ],
  ['sends progress for ever', { raw: '', endless: 'HTTP/1.1 102 P\r\n\r\n' }, 'unavailable'],
  ['sends headers for ever', { raw: HEAD, endless: 'x-a: 1\r\n' }, 'unavailable'],
  ['sends one header for ever', { raw: `${HEAD}x-a: `, endless: 'x'.repeat(1000) }, 'unavailable'],
  ['sends 10 KB of headers', { headers: { 'x-a': 'x'.repeat(10_000) } }, 'unavailable'],
  ['hangs inside its head', { raw: HEAD, hangs: true }, 'unavailable'],
  ['stops inside its head', { raw: `${HEAD}x-a: 1` }, 'unavailable'],
  ['resets the connection inside its head', { raw: HEAD, resets: true }, 'unavailable'],
  ['resets the connection at once', { raw: '', resets: true }, 'unavailable'],
  ['closes without an answer', { raw: '' }, 'unavailable'],
  [
    'names two lengths',
    { raw: `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi` },
    'unavailable',
  ],
  ['never answers', { raw: '', hangs: true }, 'unavailable'],
  ['speaks something else', { raw: 'SSH-2.0-OpenSSH_9.2\r\n' }, 'unavailable'],
  ['sends only noise', { raw: '', endless: '\0\xff\r\n' }, 'unavailable'],
];

/** Answers whose status is fine and whose rest is not. Whoever reads no further may take them for a success. */
export const ODD_ANSWERS: readonly (readonly [what: string, reply: Partial<Reply>])[] = [
  ['204 with a body', { raw: 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello' }],
  ['200 with more body than it said', { raw: `${HEAD}Content-Length: 1\r\n\r\nhello` }],
  ['200 in broken pieces', { raw: `${HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello` }],
  ['200 and a reset in the middle', { raw: `${HEAD}Content-Length: 9\r\n\r\n{"a"`, resets: true }],
  ['200 and hangs in the middle', { raw: `${HEAD}Content-Length: 9\r\n\r\n{"a"`, hangs: true }],
  ['200 and an endless body', { endless: 'x'.repeat(1000) }],
  ['200 and an endless body, drop by drop', { raw: `${HEAD}\r\n`, endless: ' ' }],
  [
    '200 and endless trailers',
    { raw: `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n`, endless: 'x-a: 1\r\n' },
  ],
];
