import type { ErrorCode } from 'yaml';
import type { Problem } from './make-diagnostic.ts';

/** What is said of a slip. */
export type SlipText = Pick<Problem, 'code' | 'message' | 'help'>;

const INDENTATION = invalid(
  'The indentation does not fit the lines around it.',
  'Indent with spaces, the same number for everything that belongs together.',
);
const ANCHOR = invalid(
  'An anchor (`&name`) or an alias (`*name`) is not written like this.',
  'Write `name: &anchor value` once, and `other: *anchor` to use it.',
);
const BROKEN = invalid('This is not valid YAML.', 'Check indentation, quotes and commas here and on the line before.');
/** Also refused where YAML itself would take it. */
export const TAG: SlipText = {
  code: 'unsupported-yaml',
  message: 'Tags (`!name`) are not supported.',
  help: 'Remove the tag; put text in quotes to keep it text.',
};

/** Our own words for everything the yaml package finds: its messages can show pieces of the file. */
export const YAML_TEXTS: Readonly<Record<ErrorCode, SlipText>> = {
  ALIAS_PROPS: ANCHOR,
  BAD_ALIAS: ANCHOR,
  BAD_COLLECTION_TYPE: TAG,
  BAD_DIRECTIVE: {
    code: 'unsupported-yaml',
    message: 'A line that begins with `%` is a directive, which is not supported.',
    help: 'Remove the line.',
  },
  BAD_DQ_ESCAPE: invalid(
    'This escape is not known in double quotes.',
    "Use single quotes: there a backslash is only a backslash, as in 'PLANT\\svc'.",
  ),
  BAD_INDENT: INDENTATION,
  BAD_PROP_ORDER: ANCHOR,
  BAD_SCALAR_START: invalid('A value cannot start with this character.', 'Put the value in quotes.'),
  BLOCK_AS_IMPLICIT_KEY: invalid(
    'There is a second `: ` in this line.',
    'Put the value in quotes, or start a new line for the nested name.',
  ),
  BLOCK_IN_FLOW: invalid(
    'Lines with `- ` or indented names cannot stand between brackets.',
    'Write it without brackets, or with commas.',
  ),
  DUPLICATE_KEY: invalid('This name is written twice.', 'Keep one of the two.'),
  IMPOSSIBLE: BROKEN,
  KEY_OVER_1024_CHARS: invalid('A name has more than 1024 characters.', 'Check where the colon belongs.'),
  MISSING_CHAR: invalid(
    'Something is missing here: a colon after a name, a comma or a space.',
    'Write `name: value`, with commas between brackets.',
  ),
  MULTILINE_IMPLICIT_KEY: invalid('A name without a colon.', 'Write `name:`, each on a line of its own.'),
  MULTIPLE_ANCHORS: ANCHOR,
  MULTIPLE_DOCS: {
    code: 'unsupported-yaml',
    message: 'A second document starts here.',
    help: 'Put it into a file of its own.',
  },
  MULTIPLE_TAGS: TAG,
  NON_STRING_KEY: invalid('A name has to be plain text.', 'Put the name in quotes.'),
  RESOURCE_EXHAUSTION: BROKEN,
  TAB_AS_INDENT: invalid('Tabs cannot indent YAML, nor follow a `-`.', 'Use spaces.'),
  TAG_RESOLVE_FAILED: TAG,
  UNEXPECTED_TOKEN: invalid('This does not belong here.', 'Check indentation, quotes and commas before it.'),
};

function invalid(message: string, help: string): SlipText {
  return { code: 'invalid-yaml', message, help };
}
