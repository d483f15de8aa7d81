/** A command of `pgm` that a README shows, with the lines of its output that it shows. */
export interface ShownCommand {
  /** The words after `pgm`. */
  readonly words: readonly string[];
  readonly output: readonly string[];
}

const fenced = /^```\n([\s\S]*?)^```$/gm;

/** Words as a shell takes them: single quotes keep spaces together. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? (bare as string));

function commandsOf(block: string): readonly ShownCommand[] {
  const [before, ...shown] = block.replace(/\s*\\\n\s*/g, " ").split(/^\$ pgm /m);
  if (before !== "") return [];
  return shown.map((text) => {
    const [command = "", ...output] = text.trimEnd().split("\n");
    return { words: wordsOf(command), output };
  });
}

/** The commands in the fenced blocks of a README that begin with `$ pgm`, in their order. */
export const shownCommands = (readme: string): readonly ShownCommand[] =>
  [...readme.matchAll(fenced)].flatMap(([, block]) => commandsOf(block as string));

function agrees(line: string, shown: string): boolean {
  const [first = "", ...others] = shown.split("…");
  if (others.length === 0) return line === shown;
  const ends = others.at(-1) as string;
  let at = first.length;
  for (const piece of others.slice(0, -1)) at = line.indexOf(piece, at) + piece.length;
  return line.startsWith(first) && line.endsWith(ends) && line.length - ends.length >= at;
}

/**
 * The first shown line that an output does not have, null where it has them all. A line `…` stands for any number of lines, within a
 * line `…` stands for any text; the others follow one another as they are shown.
 */
export function firstUnlike(output: readonly string[], shown: readonly string[]): string | null {
  let at = 0;
  let isSkipping = false;
  for (const line of shown) {
    if (line === "…") {
      isSkipping = true;
      continue;
    }
    const found = isSkipping ? output.findIndex((own, i) => i >= at && agrees(own, line)) : agrees(output[at] ?? "", line) ? at : -1;
    if (found < 0 || found >= output.length) return line;
    at = found + 1;
    isSkipping = false;
  }
  return isSkipping || at === output.length ? null : `nothing after this, but there is: ${output[at]}`;
}
