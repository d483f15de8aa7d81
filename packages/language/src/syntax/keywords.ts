/** Words that begin a statement. Each statement starts with one, so a text can be cut at them. */
export const statementWords = [
  "const",
  "type",
  "param",
  "observed",
  "latent",
  "given",
  "initial",
  "let",
  "plate",
  "chain",
  "factor",
] as const;

/** Words that begin a file. */
export const headWords = ["model", "network"] as const;

/** Words that join the parts of a statement. */
export const joiningWords = ["init", "from", "for", "in", "by", "weighted", "prev", "sum"] as const;

/** Every word that is reserved as the name of a node, a parameter, a constant or a type. */
export const keywords: ReadonlySet<string> = new Set([...headWords, ...statementWords, ...joiningWords]);

/** True for a word that begins a statement. */
export function isStatementWord(word: string): boolean {
  return (statementWords as readonly string[]).includes(word);
}
