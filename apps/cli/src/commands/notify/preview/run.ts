import { suggestion } from '@glyphwatch/document-reader';
import { DEFAULT_CHANNEL, type Message, type QuietHours, quietUntil } from '@glyphwatch/domain';
import { bodyOf, consoleLink, linksOf, subjectOf } from '@glyphwatch/notification-text';
import { compileWatchlist, type Rule, type RuleSet } from '@glyphwatch/watchlist';
import { checksFor } from '../../../settings/checks-of-rules.ts';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { showName } from '../../../terminal/show.ts';
import { chosenRules, readValidRuleFile } from '../../rules/read-rule-file.ts';
import { madeUpDigest, madeUpMatch } from './made-up.ts';
import type { PreviewOptions } from './options.ts';

/** Needs no secrets, because it sends nothing. */
export async function runNotifyPreview(
  id: string,
  options: PreviewOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  const { timezone: zone } = config;
  const ruleSet = readValidRuleFile(chosenRules(options.rules, config), io.cwd, checksFor(config));
  const rule = ruleNamed(id, ruleSet);
  const telling = compileWatchlist(ruleSet, { zone }).telling?.(id);
  const madeUp = { rule, telling, now: Date.now() };
  const message =
    options.digest === undefined ? madeUpMatch(madeUp) : madeUpDigest(madeUp, options.digest);
  await write(
    io.stdout,
    `${receivers(rule, telling?.quietHours, config)}\n\n${await textOf(message, config)}`,
  );
  return EXIT.done;
}

async function textOf(message: Message, { consoleAddress, language, timezone }: Config) {
  const linkTo = consoleAddress === undefined ? undefined : consoleLink(consoleAddress);
  const options = {
    locale: { language, zone: timezone },
    links: await linksOf(message, linkTo),
  };
  return `Subject: ${subjectOf(message, options)}\n\n${bodyOf(message, options)}`;
}

function receivers(rule: Rule, ofRule: QuietHours | undefined, { channels }: Config): string {
  const names = channels
    .filter(({ receives }) => receives.has('matched'))
    .filter(
      ({ name, isDefault }) =>
        rule.channels.includes(name) || (isDefault && rule.channels.includes(DEFAULT_CHANNEL)),
    )
    .map(({ name, telling: { tell, quietHours } }) => {
      const isLater = [quietHours, ofRule].some((hours) => isQuiet(hours, rule));
      return tell === 'grouped' && isLater ? `${showName(name)} (quiet hours now)` : showName(name);
    });
  if (names.length > 0) return `To ${names.join(', ')}:`;
  return 'No channel of your settings is told of this rule. One would be told:';
}

function isQuiet(hours: QuietHours | undefined, { severity }: Rule): boolean {
  if (!hours || hours.except === severity) return false;
  return quietUntil(hours, Date.now()) !== undefined;
}

function ruleNamed(id: string, { rules }: RuleSet): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (!found) {
    const ids = rules.map((rule) => rule.id);
    throw invalid(`${showName(id)} is not the id of a rule${suggestion(id, ids) || '.'}`);
  }
  if (found.kind === 'ignore') throw invalid(`${showName(id)} is of kind ignore: nobody is told.`);
  if (!found.enabled) throw invalid(`${showName(id)} is disabled: nobody is told.`);
  return found;
}
