import fc from 'fast-check';

/** For specs: an attacker's text for a picture's name, mixed with ordinary text. */
export const nastyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...['\u001b[31m', '\u001b]0;title\u0007', '\u009b2J', '\r\nBcc: a@b.example', '\u202egpj'],
        ...['\u2066', '\u200b', '\u200d', '\ufeff', '\u00ad', '\ud800', '\udc00', '\u2028', '\0'],
        ...['http://evil.example/a.png', 'HTTPS://1.2.3.4', 'www.evil.com', '<b>&"\'', 'e\u0301'],
        ...['👩‍👩‍👧', 'Z\u0300\u0301\u0302\u0303\u0304\u0305', '\u115f', '\u{e0041}', 'gate.jpg'],
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
