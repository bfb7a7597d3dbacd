import * as z from 'zod';

/*
 * What the console's HTTP API takes and gives, as JSON. All URLs are relative to the base path. The page imports only the
 * types of this file; the server validates with it, and the OpenAPI document is made from it.
 *
 * Times are milliseconds since 1970. Points and boxes are fractions 0…1 of the upright page. Text that a sensitive rule
 * matched is masked by the server, and its pixels are covered, until `POST api/reveal`.
 */

export const SEVERITY = z.enum(['low', 'medium', 'high', 'critical']);
export const VERDICT = z.enum(['new', 'confirmed', 'false-alarm', 'resolved']);
export const STATUS = z.enum([
  'PROCESSING',
  'MATCHED',
  'NO_MATCH',
  'NO_TEXT',
  'UNSUPPORTED',
  'GONE',
  'FAILED',
]);

/**
 * The query string of walls; the page's own URL holds the same words. `time` is a span that ends now (`24h`, `7d`, `30d`) or
 * `FROM..TO` in ISO 8601 UTC, either end may be missing.
 */
export const WALL_QUERY = z.object({
  q: z.string().max(200).optional().describe('Words or pieces of lines that all have to occur'),
  rule: z.string().max(200).optional(),
  severity: SEVERITY.optional().describe('This severity or worse'),
  status: STATUS.optional(),
  verdict: VERDICT.optional(),
  key: z.string().max(1024).optional().describe('A folder or the beginning of a key'),
  time: z.string().max(60).optional(),
});

export const PAGE_QUERY = WALL_QUERY.extend({
  limit: z.coerce.number().int().min(1).max(200).default(60),
  cursor: z.string().max(2000).optional(),
});

const polygon = z.array(z.object({ x: z.number(), y: z.number() })).length(4);

/** A place to draw on a thumbnail or picture. */
export const PLACE = z.object({
  polygon,
  page: z.number().int().optional(),
  ruleId: z.string(),
  severity: SEVERITY,
  sensitive: z.boolean(),
});

/** A cell of the wall of images; at most 1 KB. */
export const IMAGE_CELL = z.object({
  imageId: z.string(),
  /** The key's last part. */
  name: z.string(),
  key: z.string(),
  status: STATUS,
  severity: SEVERITY.optional(),
  ruleIds: z.array(z.string()),
  uploadedAt: z.number(),
  updatedAt: z.number(),
  /** At most 8. */
  places: z.array(PLACE),
  nearMisses: z.number().int(),
  /** Why it is FAILED, UNSUPPORTED or GONE, or what was not read. */
  reason: z.string().optional(),
  /** Relative URL `api/picture?id=…&version=…`, to which `&width=` and `&page=` are added; absent when there is none to show. */
  picture: z.string().optional(),
  /** Of the upright picture, in pixels. */
  width: z.number().optional(),
  height: z.number().optional(),
});

/** A cell of the wall of alerts: what one rule found in one version of one image. */
export const ALERT_CELL = z.object({
  /** Of the match record. */
  id: z.string(),
  /** For `api/alerts/judge`: a verdict is given on what was seen. */
  revision: z.number().int(),
  verdict: VERDICT,
  /** Who gave the verdict; absent for `new`. */
  judgedBy: z.string().optional(),
  judgedAt: z.number().optional(),
  inherited: z.boolean().optional().describe('The verdict was taken over from equal findings'),
  imageId: z.string(),
  name: z.string(),
  key: z.string(),
  ruleId: z.string(),
  severity: SEVERITY,
  sensitive: z.boolean(),
  kind: z.enum(['watch', 'absent']),
  /** The line it was found in, masked if sensitive, with the position of the match. */
  context: z.string(),
  text: z.string(),
  confidence: z.number(),
  matches: z.number().int(),
  uploadedAt: z.number(),
  places: z.array(PLACE),
  /** Not all channels were told yet. */
  untold: z.boolean().optional(),
  /** The image shows something else now: boxes without picture. */
  changed: z.boolean().optional(),
  picture: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
});

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), cursor: z.string().optional() });

/** Exact up to 1,000; `more` says that there are more. */
export const COUNT = z.object({ n: z.number().int(), more: z.boolean() });

export const BARS = z.object({
  bars: z.array(
    z.object({ from: z.number(), to: z.number(), images: z.number(), matched: z.number() }),
  ),
});

/** GET api/me: what the page needs once. */
export const ME = z.object({
  version: z.string(),
  /** Who judges: `ann`. */
  name: z.string(),
  timezone: z.string(),
  /** `edit`: files can be saved. `copy`: only the diff can be taken. */
  rules: z.enum(['edit', 'copy', 'none']),
  ruleIds: z.array(z.object({ id: z.string(), severity: SEVERITY, sensitive: z.boolean() })),
  can: z.array(z.enum(['search', 'add', 'reveal', 'judge', 'events', 'forecast', 'retry'])),
  /** The places that are watched: folders or a bucket. */
  places: z.array(z.string()),
  mark: z.string(),
});

const line = z.object({
  text: z.string(),
  confidence: z.number(),
  polygon,
  page: z.number().int().optional(),
  words: z.array(z.object({ text: z.string(), confidence: z.number(), polygon })),
});

const found = z.object({
  value: z.string(),
  text: z.string(),
  via: z.enum(['exact', 'lookalike', 'fuzzy', 'obfuscated']),
  foldedPositions: z.array(z.number()),
  edits: z.number(),
  confidence: z.number(),
  lines: z.array(z.number()),
  page: z.number().int().optional(),
  polygons: z.array(polygon),
  context: z.string(),
});

/** GET api/image?id= */
export const IMAGE = IMAGE_CELL.extend({
  bucket: z.string(),
  version: z.string(),
  size: z.number().optional(),
  attempts: z.number(),
  readBy: z.string().optional(),
  watchlistVersion: z.string().optional(),
  /** Of the picture and its pages; one page when absent. */
  pages: z
    .array(
      z.object({
        number: z.number(),
        width: z.number().optional(),
        height: z.number().optional(),
        unread: z.string().optional(),
      }),
    )
    .optional(),
  /** What was not looked for or not read, in words. */
  notRead: z.array(z.string()),
  lines: z.array(line),
  findings: z.array(
    z.object({
      /** The alert, once it is in the history. */
      alert: ALERT_CELL.optional(),
      ruleId: z.string(),
      severity: SEVERITY,
      sensitive: z.boolean(),
      kind: z.enum(['watch', 'absent']),
      description: z.string().optional(),
      matches: z.array(found),
    }),
  ),
  near: z.array(
    z.object({
      ruleId: z.string(),
      value: z.string(),
      text: z.string(),
      reason: z.string(),
      confidence: z.number(),
      sensitive: z.boolean(),
    }),
  ),
  /** Messages about this image, newest first. */
  deliveries: z.array(
    z.object({
      id: z.string(),
      channel: z.string(),
      state: z.enum(['waiting', 'told', 'refused', 'withdrawn']),
      addedAt: z.number(),
      due: z.number(),
      why: z.string().optional(),
      error: z.string().optional(),
      endedAt: z.number().optional(),
    }),
  ),
});

/** POST api/reveal: what the image shows without covers; `picture` is a data URL of at most 2,048 pixels. */
export const REVEAL = z.object({ imageId: z.string(), page: z.number().int().optional() });
export const REVEALED = z.object({
  picture: z.string().optional(),
  lines: IMAGE.shape.lines,
  findings: IMAGE.shape.findings,
});

/** GET api/neighbours?id=&WALL_QUERY&wall=alerts|images: the walk through the list that one came from. */
export const NEIGHBOURS = z.object({
  previous: z.string().optional(),
  next: z.string().optional(),
});

/** POST api/alerts/judge */
export const JUDGE = z.object({
  alerts: z
    .array(z.object({ id: z.string(), revision: z.number().int() }))
    .min(1)
    .max(200),
  verdict: VERDICT,
  note: z.string().max(2000).optional(),
});
/** POST api/alerts/judge-all: by query. `expected` is the count that the person saw; 409 when it is another one by now. */
export const JUDGE_ALL = z.object({
  query: WALL_QUERY,
  verdict: VERDICT,
  note: z.string().max(2000).optional(),
  expected: z.number().int(),
});
export const JUDGED = z.object({
  /** Alerts as they are now. */
  alerts: z.array(z.object({ id: z.string(), revision: z.number().int(), verdict: VERDICT })),
  /** Somebody else judged these first; they are unchanged. */
  overtaken: z.array(z.string()),
  /** Only of `judge-all`: its number of judged alerts, at most 200 of which are listed above, and what undoes it. */
  n: z.number().int().optional(),
  undo: z.string().optional(),
});
/** POST api/alerts/undo: gives alerts that nobody judged since their earlier verdicts back → JUDGED */
export const UNDO = z.object({ undo: z.string() });
/** GET api/alerts/history?id= , newest first */
export const JUDGEMENTS = z.object({
  items: z.array(
    z.object({
      at: z.number(),
      by: z.string(),
      verdict: VERDICT,
      note: z.string().optional(),
    }),
  ),
});

export const RULE_FILE = z.object({
  name: z.string(),
  text: z.string(),
  /** Of the file as it is; a save names it. */
  mark: z.string(),
  editable: z.boolean(),
});
export const PROBLEM = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int().optional(),
  message: z.string(),
  level: z.enum(['error', 'warning']),
});
/**
 * GET api/rules. Where there is no rule file and one can be saved, `files` holds one that is not on the disk yet: its `mark`
 * is empty, its text a first rule to be changed.
 */
export const RULES = z.object({ files: z.array(RULE_FILE), problems: z.array(PROBLEM) });
/** POST api/rules/check, body RULE_TEXT */
export const RULE_TEXT = z.object({ name: z.string(), text: z.string().max(1_000_000) });
export const CHECKED = z.object({ problems: z.array(PROBLEM) });
/** POST api/rules/explain: every gate, on stored images or pasted text. */
export const EXPLAIN = RULE_TEXT.extend({
  imageIds: z.array(z.string()).max(12).optional(),
  pasted: z.string().max(20_000).optional(),
});
export const EXPLAINED = z.object({
  images: z.array(
    z.object({
      imageId: z.string().optional(),
      rules: z.array(
        z.object({
          ruleId: z.string(),
          severity: SEVERITY,
          matched: z.boolean(),
          /** One sentence for each gate or place, masked if sensitive. */
          steps: z.array(z.string()),
        }),
      ),
    }),
  ),
});
/** POST api/rules/change: the file with the change made, to be shown in the editor; nothing is saved. */
export const CHANGE = RULE_TEXT.extend({
  ruleId: z.string(),
  imageId: z.string(),
  change: z.enum([
    'allow-text',
    'allow-in-line',
    'more-confidence',
    'exact-only',
    'this-region',
    'accept-reading',
    'less-confidence',
  ]),
  /** The matched or nearly matched text that it is about, as `api/image` gave it, or its number for a sensitive rule. */
  found: z.string(),
});
export const CHANGED = z.object({
  text: z.string(),
  /** 1-based numbers of changed or new lines. */
  lines: z.array(z.number().int()),
  problems: z.array(PROBLEM),
});
/** PUT api/rules; 409 with CONFLICT when the file has changed. */
export const SAVE_RULES = RULE_TEXT.extend({ mark: z.string() });
export const SAVED = z.object({ mark: z.string(), problems: z.array(PROBLEM) });
export const CONFLICT = z.object({ error: z.string(), current: RULE_FILE });

/** POST api/forecasts, body RULE_TEXT → FORECAST; GET api/forecasts/ID; DELETE api/forecasts/ID stops it. */
export const FORECAST = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  error: z.string().optional(),
  images: z.number().int(),
  total: z.number().int(),
  unread: z.number().int(),
  rules: z.array(
    z.object({
      ruleId: z.string(),
      added: z.number().int(),
      gone: z.number().int(),
      same: z.number().int(),
      /** Of `gone`, by verdict. */
      goneByVerdict: z.record(VERDICT, z.number().int()),
      /** Some of them: those with a verdict first, then the newest. */
      addedIn: z.array(IMAGE_CELL),
      goneFrom: z.array(IMAGE_CELL),
    }),
  ),
});

/** PUT api/uploads/NAME with the raw bytes → 202 UPLOAD; GET api/uploads → UPLOADS. */
export const UPLOAD = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['received', 'scanning', 'done', 'failed']),
  imageId: z.string().optional(),
  status: STATUS.optional(),
  reason: z.string().optional(),
  at: z.number(),
});
export const UPLOADS = z.object({ items: z.array(UPLOAD) });

/** GET api/health */
export const HEALTH = z.object({
  places: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['watching', 'gone', 'waiting', 'remote']),
      message: z.string().optional(),
    }),
  ),
  channels: z.array(
    z.object({
      channel: z.string(),
      waiting: z.number().int(),
      refused: z.number().int(),
      since: z.number().optional(),
      nextAt: z.number().optional(),
      lastError: z.string().optional(),
      why: z.string().optional(),
    }),
  ),
  /** Dead letters, newest first, at most 100. */
  refused: z.array(
    z.object({
      id: z.string(),
      channel: z.string(),
      imageId: z.string(),
      error: z.string().optional(),
      at: z.number(),
      attempts: z.number().int(),
    }),
  ),
  days: z.array(
    z.object({ from: z.number(), to: z.number(), images: z.number(), matched: z.number() }),
  ),
  store: z.string(),
  detector: z.string(),
  rulesVersion: z.string().optional(),
  problems: z.array(z.string()),
});
/** POST api/deliveries/retry → COUNT-like { n } */
export const RETRY = z.object({
  ids: z.array(z.string()).optional(),
  channel: z.string().optional(),
});

/** Every error of the API. `advice` says what to do. */
export const ERROR = z.object({
  error: z.string(),
  code: z.string(),
  advice: z.string().optional(),
});

export type WallQuery = z.infer<typeof WALL_QUERY>;
export type ImageCell = z.infer<typeof IMAGE_CELL>;
export type AlertCell = z.infer<typeof ALERT_CELL>;
export type Image = z.infer<typeof IMAGE>;
export type Me = z.infer<typeof ME>;
export type Health = z.infer<typeof HEALTH>;
export type ForecastState = z.infer<typeof FORECAST>;
export type RuleFileText = z.infer<typeof RULE_FILE>;
export type Problem = z.infer<typeof PROBLEM>;
export type Verdict = z.infer<typeof VERDICT>;
export type Place = z.infer<typeof PLACE>;
export type Severity = z.infer<typeof SEVERITY>;
export type Status = z.infer<typeof STATUS>;
export type Count = z.infer<typeof COUNT>;
export type Bars = z.infer<typeof BARS>;
export type Line = z.infer<typeof line>;
export type Found = z.infer<typeof found>;
export type Revealed = z.infer<typeof REVEALED>;
export type Judged = z.infer<typeof JUDGED>;
export type Judgements = z.infer<typeof JUDGEMENTS>;
export type Neighbours = z.infer<typeof NEIGHBOURS>;
export type Rules = z.infer<typeof RULES>;
export type Checked = z.infer<typeof CHECKED>;
export type Explained = z.infer<typeof EXPLAINED>;
export type Change = z.infer<typeof CHANGE>;
export type Changed = z.infer<typeof CHANGED>;
export type Saved = z.infer<typeof SAVED>;
export type Conflict = z.infer<typeof CONFLICT>;
export type Upload = z.infer<typeof UPLOAD>;
export type ApiError = z.infer<typeof ERROR>;
