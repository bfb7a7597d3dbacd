import parse from 'nodemailer/lib/addressparser';

/** `a@example.org`, `Name <a@example.org>`, or several of them, separated by commas. */
export function areMailAddresses(text: string): boolean {
  const addresses = parse(text, { flatten: true });
  return (
    addresses.length > 0 && addresses.every(({ address }) => /^[^\s@]+@[^\s@]+$/.test(address))
  );
}
