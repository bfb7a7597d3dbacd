import fc from 'fast-check';
import { copyableAddress } from './copyable-address.ts';
import { nastyText } from './nasty-text.ts';

it.each([
  ['my.bucket.example', 'yard/gate.jpg', 'my.bucket.example/yard/gate.jpg'],
  ['uploads', 'site.v2.final.PNG', 'uploads/site.v2.final.PNG'],
  ['uploads', '2024.11/scan 1.png', 'uploads/2024.11/scan 1.png'],
  ['uploads', 'tür/a+b.jpg', 'uploads/tür/a+b.jpg'],
  ['/home/ann/pictures.old', 'gate.jpg', '/home/ann/pictures.old/gate.jpg'],
])('leaves %s/%s ready to paste', (bucket, key, address) => {
  expect(copyableAddress({ bucket, key })).toBe(address);
});

it.each([
  ['http://evil.example/login.png', 'uploads/hxxp://evil[.]example/login.png'],
  ['evil.com/a.png', 'uploads/evil[.]com/a.png'],
  ['www.evil.com.png', 'uploads/www[.]evil[.]com.png'],
  ['www．evil．com.png', 'uploads/www[.]evil[.]com.png'],
  ['me@evil.com.png', 'uploads/me@evil[.]com.png'],
  ['evil.com', 'uploads/evil[.]com'],
  ['a\r\nBcc: x@y.z\u202e.jpg', 'uploads/a Bcc: x@y[.]z.jpg'],
  ['evil.com x.png', 'uploads/evil[.]com x.png'],
  ['evil.com,gate.jpg', 'uploads/evil[.]com,gate.jpg'],
  ['see www.evil.jpg', 'uploads/see www[.]evil.jpg'],
])('disarms the key %j', (key, address) => {
  expect(copyableAddress({ bucket: 'uploads', key })).toBe(address);
});

it('never turns a key into a link', () => {
  fc.assert(
    fc.property(nastyText, (key) => {
      const address = copyableAddress({ bucket: 'uploads', key });
      expect(address).not.toMatch(/https?:|\p{L}\.(?:com|org|net|example)(?![\p{L}\p{N}.-])/iu);
      expect(address).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});
