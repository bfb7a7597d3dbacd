/** From the folder of a clone's sample; `glyphwatch init` may name where the schema lies. */
export const RULE_FILE_SCHEMA = 'rule-file.schema.json';

/** The commented rule file that a newcomer starts from: valid, its first rule two lines long. */
export function initialRuleFile(schema?: string): string {
  return (
    (schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`) + COMMENTED_RULES
  );
}

const COMMENTED_RULES = `# What to wait for in images. Try it: glyphwatch rules test FILE --text -
rules:
  - id: keep-out                 # unique; history and messages name it
    match: [KEEP OUT, DO NOT ENTER]   # one text, or a list of which any counts

  # A rule with every field; all but id and match may be left out. Shown are the defaults, if not said otherwise.
  - id: every-field
    enabled: false               # default: true
    description: For people      # stands in messages
    kind: watch                  # watch: tell when it is there · absent: when it is not · ignore: never
    match:
      mode: phrase               # any (default) · all · phrase · contains · pattern (A letter, 9 digit, ? either, * run)
                                 # · regex (RE2) · fuzzy · absent
      values: [KEEP OUT]
      caseSensitive: false
      foldAccents: true          # É is E
      boundary: token            # whole words · compound: and - ' _ join · none: anywhere
                                 # · type-change: between letters and digits too
      tolerance: ocr             # what OCR does to text: 0 for O, cut words, one wrong letter in long values
                                 # · lookalike: only 0 for O and the like · lookalike-loose: more · none · fuzzy
      # maxEdits: 1              # only for fuzzy: wrong letters, at most 3; default by length
      joinLines: 1               # further lines that a phrase may run over; default: one fewer than its words
    minConfidence: 0.8           # 0 to 1, of the least sure word
    region: { shape: rect, x: 0, y: 0, w: 1, h: 1, test: centroid, exclude: false }   # or a list, or shape: polygon
    minTextHeight: 0             # fraction of the image's height
    rotation: any                # or upright
    context:                     # default: none
      require: [yard]            # all of these must be near
      forbid: [training]         # none of these may be near
      withinLines: 3             # or withinWords; default: anywhere in the image
    allow:                       # harmless; default: nothing. At the top level it holds for every rule.
      - values: [KEEP OUT OF REACH]
        target: line             # or match (default)
        keys: ['samples/**']     # harmless in these images
        condition: AND           # OR (default): values or keys
    scope: { buckets: [], keys: [], excludeKeys: [] }   # globs; empty: every image
    minWords: 3                  # only for absent: so many words must have been read
    minOccurrences: 1
    severity: medium             # low · medium · high · critical, or by count: { low: 1, high: 10 }
    sensitive: false             # true: masked everywhere
    notify:
      channels: [default]        # names from glyphwatch.yaml; default is every channel not set apart
    tags: []

# Other top-level fields: extend (rule files that come first), disabledRules (their ids), allow,
# replace ([{ pattern, with }], applied to the text as read).
`;
