import { type Command, InvalidArgumentError, Option } from 'commander';
import { countBetween } from '../commands/option-values.ts';

/** Not one that anybody else on the network reaches. */
const LOOPBACK = '127.0.0.1';
const BASE_PATH = /^\/(?:[\w.~-]+\/)*$/;

/** The options of commands that serve the page. */
export function withPageOptions(command: Command): Command {
  return command
    .option('--port <port>', '0 takes any (default: 4680, or any)', countBetween(0, 65_535))
    .option('--open', 'open the page in the browser')
    .option('--print-token', 'also print a token for scripts: Authorization: Bearer')
    .option('--base-path <path>', 'below which the page is: /watch/', basePath, '/')
    .option('--read-only', 'no verdicts, no uploads, no changes of rules')
    .option('--host <address>', 'for others, too; it says how', LOOPBACK)
    .addOption(ofDoor('--auth <file>', 'who may enter'))
    .addOption(ofDoor('--url <address>', 'as people open it'))
    .addOption(ofDoor('--tls-cert <file>', 'certificate and those above it, as PEM'))
    .addOption(ofDoor('--tls-key <file>', 'its key, as PEM'))
    .addOption(ofDoor('--behind-tls <address>', 'of the proxy that ends TLS'));
}

/** Explained by `glyphwatch config password --help`, and asked for by `--host`. */
function ofDoor(flags: string, description: string): Option {
  return new Option(flags, description).hideHelp();
}

function basePath(text: string): string {
  if (BASE_PATH.test(text)) return text;
  throw new InvalidArgumentError('It must begin and end with a slash, like /watch/.');
}
