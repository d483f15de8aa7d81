import { awkwardCharacters, awkwardNumbers, type Mutation, pick, position, replaceAt, splice } from "./mutation.ts";

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const matches = (text: string, pattern: RegExp): readonly Token[] =>
  Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length, text: match[0] }));

const tokens = (text: string): readonly Token[] => matches(text, /[A-Za-z_]\w*|\d+(?:\.\d+)?|"[^"\n]*"|[^\s\w]/g);

/** Replaces one match of a pattern by a text that depends on it. */
const replaceMatch =
  (pattern: RegExp, fresh: (found: string, random: Parameters<Mutation<string>>[1]) => string): Mutation<string> =>
  (text, random) => {
    const found = matches(text, pattern);
    if (found.length === 0) return text;
    const { start, end, text: old } = pick(found, random);
    return splice(text, start, end, fresh(old, random));
  };

const eachLine =
  (change: (lines: readonly string[], at: number, other: number) => readonly string[]): Mutation<string> =>
  (text, random) => {
    const lines = text.split("\n");
    return change(lines, random.integer(lines.length), random.integer(lines.length)).join("\n");
  };

const misspell: Mutation<string> = replaceMatch(/[A-Za-z_]\w*/g, (word, random) => {
  const at = random.integer(word.length);
  return pick([splice(word, at, at + 1, ""), splice(word, at, at, "x"), word.toUpperCase(), word.toLowerCase(), `${word}2`, "x"], random);
});

/** Spoils that any text can suffer: characters, lines and the end. */
export const characterMutations: readonly Mutation<string>[] = [
  (text, random) => {
    const at = position(text.length, random);
    return splice(text, at, at + 1 + random.integer(3), "");
  },
  (text, random) => {
    const at = position(text.length, random);
    return splice(text, at, at, pick(awkwardCharacters, random));
  },
  (text, random) => {
    const at = position(text.length, random);
    return splice(text, at, at + 1, pick(awkwardCharacters, random));
  },
  (text, random) => {
    const at = position(text.length, random);
    return splice(text, at, at + 2, [...text.slice(at, at + 2)].reverse().join(""));
  },
  (text, random) => {
    const at = position(text.length, random);
    return splice(text, at, at, text.slice(at, at + 1 + random.integer(20)));
  },
  (text, random) => text.slice(0, position(text.length, random)),
  eachLine((lines, at) => replaceAt(lines, at)),
  eachLine((lines, at) => replaceAt(lines, at, lines[at] as string, lines[at] as string)),
  eachLine((lines, at, other) => replaceAt(replaceAt(lines, at, lines[other] as string), other, lines[at] as string)),
  replaceMatch(/\d+(?:\.\d+)?/g, (_, random) => pick(awkwardNumbers, random)),
  replaceMatch(/"/g, () => ""),
  misspell,
];

const modelWords: readonly string[] = [
  ..."model network const type param given observed latent let plate chain initial prev factor from init by in for weighted".split(" "),
  ..."real positive probability vector(2) vector(0) matrix(2,2) simplex(K) simplex(3) covariance(2) diagonal(9) spherical(1) int".split(
    " ",
  ),
  ..."Normal MvNormal Categorical Bernoulli Binomial Poisson Gamma Beta Dirichlet InverseWishart Table Laplace NoisyOr K row x".split(" "),
  ..."uniform(K) zeros(2) eye(2) exp log sqrt softmax sigmoid dot sum".split(" "),
];

const sizes: readonly string[] = ["0", "1", "2", "50", "1000", "100000", "1e9", "2.5", "-3", "K", "1e308"];

/** Spoils of a model: those of any text, and tokens, sizes, statements and blocks in the wrong places. */
export const modelMutations: readonly Mutation<string>[] = [
  ...characterMutations,
  misspell,
  replaceMatch(/(?<=const \w+ = )\S+/g, (_, random) => pick(sizes, random)),
  replaceMatch(/(?<=(?:simplex|vector|covariance|diagonal|spherical)\()[^)]*/g, (_, random) => pick(sizes, random)),
  replaceMatch(/[A-Za-z_]\w*/g, (_, random) => pick(modelWords, random)),
  replaceMatch(/[A-Za-z_]\w*/g, () => ""),
  replaceMatch(/(?:param|observed|latent|given|let|const)(?= )/g, (_, random) => pick(modelWords.slice(0, 10), random)),
  replaceMatch(/[A-Z]\w*(?=\()/g, (_, random) => pick(modelWords, random)),
  replaceMatch(/[[(][^\][()]*[\])]/g, (found, random) => pick(["", "[]", "()", `${found}${found}`, "[0]", "[K]", `(${found})`], random)),
  replaceMatch(/~ .*/g, () => ""),
  replaceMatch(/from .*/g, () => ""),
  replaceMatch(/:[^~\n]*/g, (found, random) =>
    pick(["", `${found} ~ Dirichlet(0.5)`, `${found} = 1`, `${found} init 0`, ": real"], random),
  ),
  (text, random) => {
    const all = tokens(text);
    if (all.length < 2) return text;
    const [first, second] = [random.integer(all.length), random.integer(all.length)].sort((a, b) => a - b) as [number, number];
    const [a, b] = [all[first] as Token, all[second] as Token];
    return first === second ? text : splice(splice(text, b.start, b.end, a.text), a.start, a.end, b.text);
  },
  (text, random) => {
    const at = text.indexOf("{", random.integer(text.length + 1));
    return at < 0 ? text : splice(text, at + 1, at + 1, pick([" plate p in 2 {", "}", "{", " chain t {", " plate g by a {"], random));
  },
];
