import type { Command, Help, Option } from 'commander';

/** How help texts look; commander does the rest. */
export const HELP: Partial<Help> = { subcommandTerm, optionDescription };

/** Without `[options]`: every command has some. */
function subcommandTerm(command: Command): string {
  const args = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [command.name(), ...args].join(' ');
}

/** `form of the document: text, json (default text)` */
function optionDescription({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
  const value = defaultValueDescription ?? (typeof defaultValue === 'string' ? defaultValue : undefined);
  const otherwise = value === undefined || description.includes('default') ? '' : ` (default ${value})`;
  return `${description}${choices}${otherwise}`;
}
