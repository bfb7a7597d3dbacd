/** The commented rule file to start from: valid, with a first rule of two lines. */
export const INITIAL_RULE_FILE = `# The phrases to watch for in images. Try it: glyphwatch rules test FILE --text -
rules:
  - id: keep-out                 # unique; history and messages refer to it
    match: [KEEP OUT, DO NOT ENTER]   # one phrase, or a list of alternatives

  # A rule with every field. Only id and match are required; the values are the defaults unless a comment says otherwise.
  - id: every-field
    enabled: false               # default: true
    description: For people      # shown in messages
    kind: watch                  # watch: notify when it is there · absent: when it is not · ignore: never
    match:
      mode: phrase               # any (default) · all · phrase · contains · pattern (A letter, 9 digit, ? either, * run)
                                 # · regex (RE2) · fuzzy · absent
      values: [KEEP OUT]         # or a word list: { file: words.txt }, or { file: plates.csv, column: plate }
      caseSensitive: false
      foldAccents: true          # É matches E
      boundary: token            # whole words · compound: and - ' _ join · none: anywhere
                                 # · type-change: between letters and digits too
      tolerance: ocr             # undoes OCR errors: 0 for O, cut words, one wrong letter in long values
                                 # · lookalike: only 0 for O and the like · lookalike-loose: more · none · fuzzy
      # maxEdits: 1              # only for fuzzy: wrong letters, at most 3; default by length
      joinLines: 1               # more lines that a phrase may wrap onto; default: one fewer than its words
    minConfidence: 0.8           # 0 to 1, for the least certain word
    region: { shape: rect, x: 0, y: 0, w: 1, h: 1, test: centroid, exclude: false }   # or a list, or shape: polygon
    minTextHeight: 0             # as a fraction of the image height
    rotation: any                # or upright
    context:                     # default: none
      require: [yard]            # all of these must be near
      forbid: [training]         # none of these may be near
      withinLines: 3             # or withinWords; default: anywhere in the image
    allow:                       # harmless matches; default: none. At the top level it applies to every rule.
      - values: [KEEP OUT OF REACH]
        target: line             # or match (default)
        keys: ['samples/**']     # harmless in these images
        condition: AND           # OR (default): values or keys
    scope: { buckets: [], keys: [], excludeKeys: [] }   # globs; empty: every image
    minWords: 3                  # only for absent: at least this many words must have been read
    minOccurrences: 1
    severity: medium             # low · medium · high · critical, or by count: { low: 1, high: 10 }
    sensitive: false             # true: masked everywhere
    notify:
      channels: [default]        # names from glyphwatch.yaml; default: every channel but those with default: false
      groupBy: [ruleId]          # what counts as the same: ruleId · severity · bucket · folder · text
      # cooldownSeconds: 900, quietHours: { from: '22:00', to: '07:00', except: critical }, template: { note: 'Call 555-0100' }
    tags: []

# Other top-level fields: extend (rule files that come first), disabledRules (their ids), allow,
# replace ([{ pattern, with }], applied to the detected text).
`;
