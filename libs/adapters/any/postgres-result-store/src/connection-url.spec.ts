import { encryptedUrl, hasPassword, locationOf, mistakeIn } from './connection-url.ts';

const modeOf = (url: string) => new URL(encryptedUrl(url)).searchParams.get('sslmode');

it.each([
  'postgres://watch@db.example/watch',
  'postgresql://watch:secret@db.example:6432/watch?sslmode=verify-full&sslrootcert=/etc/ca.pem',
  'postgres:///watch?host=/var/run/postgresql&user=watch',
  'postgres://u:p@db.example/w?sslmode=require&channel_binding=require',
])('accepts %s', (url) => {
  expect(mistakeIn(url)).toBeUndefined();
});

it.each([
  ['results.db', 'must be a URL like postgres://watch@db.example/watch'],
  ['postgres://watch:s3cret@db:port/watch', 'must be a URL like'],
  ['postgres://watch:s3cret@db.example', 'names no database'],
  ['postgres://watch:s3cret@db.example/w?sslmode=verify', 'has an unknown sslmode'],
  ['postgres://watch:s3cret@db.example/w?schema=x', 'has an unknown parameter "schema"'],
])('says what is wrong with %s, without quoting it', (url, mistake) => {
  expect(mistakeIn(url)).toContain(mistake);
  expect(mistakeIn(url)).not.toMatch(/s3cret/);
});

it.each([
  ['postgres://watch@db.example/watch', false],
  ['postgres://watch:x@db.example/watch', true],
  ['postgres://db.example/watch?user=watch&password=x', true],
])('sees whether %s has a password', (url, has) => {
  expect(hasPassword(url)).toBe(has);
});

it.each([
  [
    'postgres://watch:s3cret@db.example:6432/watch?sslmode=disable',
    'postgres://db.example:6432/watch',
  ],
  ['postgres:///watch?host=/run/postgresql&password=s3cret', 'postgres:///run/postgresql/watch'],
  ['postgres://u:s3cret@/', 'the database'],
])('names the place of %s without secrets', (url, location) => {
  expect(locationOf(url)).toBe(location);
});

it('encrypts and verifies connections to other machines, unless the URL says otherwise', () => {
  expect(modeOf('postgres://db.example/w')).toBe('verify-full');
  expect(modeOf('postgres://10.0.0.7/w')).toBe('verify-full');
  expect(modeOf('postgres://127.evil.example/w')).toBe('verify-full');
  for (const weaker of ['allow', 'prefer', 'require', 'verify-ca']) {
    expect(modeOf(`postgres://db.example/w?sslmode=${weaker}`)).toBe('verify-full');
  }
  expect(modeOf('postgres://db.example/w?sslmode=disable')).toBe('disable');
  expect(modeOf('postgres://db.example/w?sslmode=no-verify')).toBe('no-verify');
});

it('does not encrypt connections that stay on this machine', () => {
  for (const host of ['localhost', '127.0.0.1', '127.8.0.1', '[::1]', '']) {
    expect(modeOf(`postgres://${host}/w`)).toBe('disable');
  }
  expect(modeOf('postgres:///w?host=/run/postgresql')).toBe('disable');
  expect(modeOf('postgres://localhost/w?sslmode=require')).toBe('verify-full');
});
