import fc from 'fast-check';
import { toAscii } from './ascii.ts';
import { defang } from './defang.ts';
import { escapeHtml } from './escape-html.ts';
import { nastyText } from './nasty-text.ts';

describe('defang', () => {
  it.each([
    ['http://evil.example/login', 'hxxp://evil[.]example/login'],
    ['HTTPS://EVIL.COM', 'hxxpS://EVIL[.]COM'],
    ['see www.evil.com.', 'see www[.]evil[.]com.'],
    ['ftp://host and mailto:me@evil.org', 'ftp[:]//host and mailto[:]me@evil[.]org'],
    ['call 10.0.0.1', 'call 10[.]0[.]0[.]1'],
    ['evil.com.jpg', 'evil[.]com.jpg'],
    ['a.jpg.com', 'a[.]jpg[.]com'],
    ['evil．com', 'evil[.]com'],
    ['xn--80ak6aa92e.xn--p1ai', 'xn--80ak6aa92e[.]xn--p1ai'],
  ])('disarms %s', (text, defanged) => {
    expect(defang(text)).toBe(defanged);
  });

  it.each(['yard/gate 7.jpg', 'max 3.5 t', 'End. Start', 'Dr. No', 'photos/a.PNG'])(
    'leaves %s alone',
    (text) => {
      expect(defang(text)).toBe(text);
    },
  );

  it('leaves no address that a mail program would turn into a link', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(defang(text)).not.toMatch(/https?:|\/\/www\.|www\.|\d\.\d+\.\d+\.\d/iu);
        expect(defang(text)).not.toMatch(/\p{L}\.(?:com|org|net|example)/u);
      }),
    );
  });
});

describe('escapeHtml', () => {
  it('leaves no character with a meaning in HTML', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('toAscii', () => {
  it.each([
    ['Tür – groß', 'Tur - gross'],
    ['“AKIA••••”', '"AKIA****"'],
    ['禁止 gate', '? gate'],
  ])('folds %s', (text, folded) => {
    expect(toAscii(text)).toBe(folded);
  });

  it('returns printable ASCII only', () => {
    fc.assert(fc.property(nastyText, (text) => expect(toAscii(text)).toMatch(/^[ -~]*$/)));
  });
});
