/** Numbers with check digits, so that other numbers of the same form are left alone; e-mail addresses. */
export const PERSONAL_DATA = String.raw`rules:
  - id: payment-card
    description: Payment card number
    match:
      mode: pattern
      values: ['9999 9999 9999 9999', '9999 999999 99999']
      check: luhn
    severity: high
    sensitive: true
    tags: [personal-data]
  - id: iban
    description: Bank account (IBAN)
    match: { mode: regex, values: ['\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\b'], check: iban }
    severity: high
    sensitive: true
    tags: [personal-data]
  - id: email-address
    description: E-mail address
    match: { mode: regex, values: ['\b[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}\b'] }
    sensitive: true
    tags: [personal-data]
`;
