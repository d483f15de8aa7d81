import fc from "fast-check";

/** The part of a text from `start` up to `end`, and what takes its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit that depends on the text that it changes. */
export type Change = (text: string) => Edit;

const snippets = [
  "x",
  " ",
  "\n",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "~",
  "=",
  ",",
  ":",
  ";",
  '"',
  "-",
  "2.5",
  "//",
  "plate p {",
  "latent z ~ Normal(0, 1)\n",
  "param q : real\n",
  "const K = 2; ",
  "plate i in 2 { latent w ~ Normal(0, 1) }\n",
  "model N\n",
  "// a note\n",
  "\u2212",
  "\ufeff",
  "prev ",
  "for i in 3",
  "init 2",
  ' from "a b"',
  ' from "a{i+1}"',
];

const somewhere: fc.Arbitrary<Change> = fc
  .record({
    at: fc.nat(),
    length: fc.oneof(fc.constant(0), fc.nat(8)),
    text: fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 3 })),
  })
  .map(({ at, length, text }) => (old) => {
    const start = at % (old.length + 1);
    return { start, end: Math.min(old.length, start + length), text };
  });

const line: fc.Arbitrary<Change> = fc
  .record({ at: fc.nat(), other: fc.nat(), how: fc.constantFrom("delete", "insert", "replace") })
  .map(({ at, other, how }) => (old) => {
    const lines = old.split("\n");
    const index = at % lines.length;
    const start = lines.slice(0, index).reduce((sum, before) => sum + before.length + 1, 0);
    const end = Math.min(old.length, start + lines[index]!.length + 1);
    return { start, end: how === "insert" ? start : end, text: how === "delete" ? "" : `${lines[other % lines.length]}\n` };
  });

const word: fc.Arbitrary<Change> = fc
  .record({ at: fc.nat(), other: fc.nat(), suffix: fc.constantFrom("", "", "2") })
  .map(({ at, other, suffix }) => (old) => {
    const words = [...old.matchAll(/\w+/g)];
    const [found, fresh] = [words[at % words.length], words[other % words.length]];
    if (found === undefined || fresh === undefined) return { start: 0, end: 0, text: "model M\n" };
    return { start: found.index, end: found.index + found[0].length, text: fresh[0] + suffix };
  });

/** Characters, lines or words that are put in, taken out or replaced. */
export const change: fc.Arbitrary<Change> = fc.oneof(somewhere, line, word);

/** Some changes in a row, each of what the one before left. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(change, { minLength: 1, maxLength: 5 });

/** The text after an edit. */
export function applyEdit(text: string, { start, end, text: fresh }: Edit): string {
  return text.slice(0, start) + fresh + text.slice(end);
}
