/** Made up, and put together here, so that no scanner takes this file for a leak. */
const RANDOM =
  'Kd7RmX2vTq9WzB4nHs8LcY3pGf6JaE5uKd7RmX2vTq9WzB4nHs8LcY3pGf6JaE5uKd7RmX2vTq9WzB4nHs8LcY3pGf6J';
const token = (prefix: string, length: number): string => prefix + RANDOM.slice(0, length);

export interface PackExample {
  /** Each alone is found. */
  readonly finds: readonly string[];
  /** Near ones that are not. */
  readonly leaves: readonly [string, string, string];
}

export const SECRET_EXAMPLES: Readonly<Record<string, PackExample>> = {
  'private-key': {
    finds: ['', 'RSA ', 'OPENSSH ', 'EC ', 'DSA ', 'ENCRYPTED ']
      .map((kind) => `-----BEGIN ${kind}PRIVATE KEY-----`)
      .concat('-----BEGIN PGP PRIVATE KEY BLOCK-----', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----')
      .concat('PuTTY-User-Key-File-3: ssh-ed25519'),
    leaves: [
      '-----BEGIN PUBLIC KEY-----',
      '-----BEGIN CERTIFICATE-----',
      'Keep your private key safe',
    ],
  },
  'aws-access-key': {
    finds: ['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'],
    leaves: ['AKIAIOSFODNN7', 'AIDAIOSFODNN7EXAMPLE', 'AKIA is a prefix of keys'],
  },
  'aws-secret-key': {
    finds: [`aws_secret_access_key = ${token('', 40)}`],
    leaves: [
      'aws_secret_access_key = changeme',
      `sha1 = ${token('', 40)}`,
      'secret access key required',
    ],
  },
  'google-api-key': {
    finds: [token('AIza', 35)],
    leaves: [token('AIza', 12), token('BIza', 35), 'AIza keys are public'],
  },
  'google-client-secret': {
    finds: [token('GOCSPX-', 28)],
    leaves: [token('GOCSPX-', 8), token('GOPROXY-', 28), 'GOCSPX- is a prefix'],
  },
  'azure-storage-key': {
    finds: [`AccountKey=${token('', 86)}`],
    leaves: ['AccountKey=changeme', 'AccountName=glyphwatch', `BlobKey=${token('', 60)}`],
  },
  'github-token': {
    finds: [token('ghp_', 36), token('ghs_', 36), token('github_pat_', 82)],
    leaves: [token('ghp_', 12), token('ghx_', 36), 'github_pat_ is a prefix'],
  },
  'gitlab-token': {
    finds: [
      'pat',
      'oas',
      'dt',
      'rt',
      'rtr',
      'cbt',
      'ptt',
      'ft',
      'imt',
      'agent',
      'wt',
      'soat',
      'ffct',
    ].map((kind) => token(`gl${kind}-`, 20)),
    leaves: [token('glpat-', 8), token('glass-', 20), 'glpat- is a prefix'],
  },
  'slack-token': {
    finds: [token('xoxb-', 40), token('xoxp-', 40), token('xapp-', 40)],
    leaves: [token('xoxb-', 8), token('foxb-', 40), 'xoxb- is a prefix'],
  },
  'slack-webhook': {
    finds: [`hooks.slack.com/services/T024BE7LD/B08AC3QR5/${token('', 24)}`],
    leaves: [
      'hooks.slack.com/services/',
      'hooks.slack.com/workflows/T024BE7LD',
      'api.slack.com/docs',
    ],
  },
  'stripe-key': {
    finds: [token('sk_live_', 24), token('rk_live_', 24)],
    leaves: [token('sk_test_', 24), token('pk_live_', 24), token('sk_live_', 6)],
  },
};

export const PERSONAL_EXAMPLES: Readonly<Record<string, PackExample>> = {
  'payment-card': {
    finds: ['4111 1111 1111 1111', '5555555555554444', '3782 822463 10005'],
    leaves: ['4111 1111 1111 1112', '4111 1111 1111', '1234 5678 9012 3456'],
  },
  iban: {
    finds: ['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432', 'NL91 ABNA 0417 1643 00'],
    leaves: ['DE89 3704 0044 0532 0130 01', 'XX89 3704 0044 0532 0130 00', 'DE89 3704 0044'],
  },
  'email-address': {
    finds: ['jane.roe@example.com', 'a+b@mail.example.co.uk'],
    leaves: ['jane.roe at example', '@example on Mastodon', 'user@localhost'],
  },
};

/** Of each sign: three near ones; it finds its own wordings. */
export const SIGN_NEIGHBOURS: Readonly<Record<string, readonly [string, string, string]>> = {
  'p002-no-smoking': ['Smoking room', 'Rauchen erlaubt', 'Zona de fumar'],
  'p003-no-open-flame': ['Open flame grill', 'Keine offene Rechnung', 'Open deur verboden'],
  'p004-no-thoroughfare': ['Thoroughfare ahead', 'Vietato ai cani', 'Interdit aux chiens'],
  'p005-not-drinking-water': ['Drinking water', 'Trinkwasser', 'Eau potable'],
  'p010-do-not-touch': ['Touch to open', 'Niet roken', 'Do not push'],
  'p020-do-not-use-lift': ['Use lift to floor 2', 'Aufzug in Betrieb', 'In the event of rain'],
  'w002-explosive-material': ['Packing material', 'Explosive growth', 'Materiale scolastico'],
  'w003-radioactive-material': ['Radio material', 'Radioaktive Zeiten', 'Radioactive decay'],
  'w011-slippery-surface': ['Smooth surface', 'Superficie utile', 'Suelo radiante'],
  'w012-electricity': ['High quality', 'Low voltage', 'Riesgo biológico'],
  'w014-forklift-trucks': ['Trucks only', 'Chariots de golf', 'Forklift driver'],
  'w016-toxic-material': ['Toxic relationship', 'Giftige Tiere', 'Soft material'],
  'w021-flammable-material': ['Flammable gas', 'Materias primas', 'Feuergefährlich'],
  'w023-corrosive-substance': ['Corrosive acid', 'Foreign substance', 'Sostanze naturali'],
  'm003-wear-ear-protection': ['Wear year round', 'Protection civile', 'Hearing test'],
  'm004-wear-eye-protection': ['Wear sunscreen', 'Augenarzt', 'Eye test today'],
  'm008-wear-safety-footwear': ['Safety footwear sale', 'Sicherheitsdienst', 'Wear safety vest'],
  'm009-wear-protective-gloves': [
    'Protective gloves in stock',
    'Handschrift',
    'Wear woolen gloves',
  ],
  'm014-wear-head-protection': ['Head protection shop', 'Kopfschmerzen', 'Casque audio'],
  'e001-emergency-exit': ['Emergency stop', 'Main exit', 'Ausgang'],
  'e003-first-aid': ['First class', 'Erste Liga', 'Visual aid'],
  'e007-assembly-point': ['Assembly hall', 'Sammeltaxi', 'Point de vente'],
  'e011-eyewash-station': ['Wash station', 'Augenoptiker', 'Train station'],
  'f001-fire-extinguisher': ['Fire escape', 'Feuerwehr', 'Brandweer'],
  'f002-fire-hose-reel': ['Garden hose reel', 'Schlauchboot', 'Fire exit'],
  'f005-fire-alarm-call-point': ['Fire alarm test', 'Brandenburg', 'Call point'],
};
