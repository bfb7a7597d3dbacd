/*
 * Cyrillic, Greek and Armenian letters that look like a Latin one, by Unicode's confusables.txt (UTS #39); written by
 * scripts/write-confusables.ts. Full-width and mathematical letters become Latin ones before they are compared.
 */
export const CONFUSABLES: Readonly<Record<string, string>> = {
  A: '\u0391\u0410', // Α А
  B: '\u0392\u0412', // Β В
  C: '\u0421', // С
  E: '\u0395\u0415', // Ε Е
  F: '\u03dc', // Ϝ
  G: '\u050c', // Ԍ
  H: '\u0397\u041d', // Η Н
  J: '\u037f\u0408', // Ϳ Ј
  K: '\u039a\u041a', // Κ К
  M: '\u039c\u03fa\u041c', // Μ Ϻ М
  N: '\u039d', // Ν
  O: '\u039f\u041e\u0555', // Ο О Օ
  P: '\u03a1\u0420', // Ρ Р
  S: '\u0405\u054f', // Ѕ Տ
  T: '\u03a4\u0422', // Τ Т
  U: '\u054d', // Ս
  V: '\u0474', // Ѵ
  W: '\u051c', // Ԝ
  X: '\u03a7\u0425', // Χ Х
  Y: '\u03a5\u0423\u04ae', // Υ У Ү
  Z: '\u0396', // Ζ
  a: '\u03b1\u0430', // α а
  b: '\u042c', // Ь
  c: '\u0441', // с
  d: '\u0501', // ԁ
  e: '\u0435\u04bd', // е ҽ
  f: '\u0584', // ք
  g: '\u0581', // ց
  h: '\u04bb\u0570', // һ հ
  i: '\u03b9\u0456\u04cf', // ι і ӏ
  j: '\u03f3\u0458', // ϳ ј
  l: '\u0399\u0406\u04c0', // Ι І Ӏ
  n: '\u0578\u057c', // ո ռ
  o: '\u03bf\u03c3\u043e\u0585', // ο σ о օ
  p: '\u03c1\u0440', // ρ р
  q: '\u051b\u0563\u0566', // ԛ գ զ
  r: '\u0433', // г
  s: '\u0455', // ѕ
  u: '\u03c5\u057d', // υ ս
  v: '\u03bd\u0475', // ν ѵ
  w: '\u0461\u051d\u0561', // ѡ ԝ ա
  x: '\u0445', // х
  y: '\u03b3\u0443\u04af', // γ у ү
};
