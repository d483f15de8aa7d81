import { createRandom, type Random } from "@platewise/core";

/** A token with its tag and what is given of it; `before` and `after` are the words beside it, `^` and `$` where the sentence ends. */
export interface Token {
  readonly sentence: number;
  readonly tag: string;
  readonly word: string;
  readonly suffix: string;
  readonly shape: string;
  readonly before: string;
  readonly after: string;
}

/** The labels of tags, in the order of their code points. */
export const tags: readonly string[] = [..."ABCDEFGHIJKL"];

const TOKENS = 50_000;
/** Words that a tag knows: few for those like articles, many for those like nouns. */
const vocabularySizes = [12, 25, 60, 60, 150, 600, 1500, 2000, 3000, 4000, 5000, 6000];
/** How many of a tag's words are words of the tag before it. */
const AMBIGUOUS = 0.25;

interface Vocabulary {
  readonly words: readonly string[];
  /** The law of Zipf and Mandelbrot: the word of rank r (from 0) in proportion to 1/(r + 8). */
  readonly weights: Float64Array;
}

const pick = (random: Random, letters: string): string => letters[random.integer(letters.length)] ?? "";

const syllable = (random: Random): string => pick(random, "bcdfghklmnprstvz") + pick(random, "aeiou");

const syllables = (random: Random, count: number): string => Array.from({ length: count }, () => syllable(random)).join("");

function spell(random: Random, tag: number, endings: readonly string[]): string {
  if (tag === 5 && random.next() < 0.6) return String(1000 + random.integer(9000));
  const stem = syllables(random, 1 + random.integer(3));
  const word = random.next() < 0.7 ? stem + (endings[random.integer(endings.length)] ?? "") : stem + pick(random, "nrstl");
  return tag === 8 || random.next() < 0.03 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function makeVocabulary(random: Random, tag: number, known: readonly string[]): Vocabulary {
  const endings = Array.from({ length: 4 + tag }, () => syllable(random) + pick(random, "nrstl"));
  const size = vocabularySizes[tag] ?? 0;
  const words = new Set<string>();
  while (words.size < size) {
    const shared = known.length > 0 && random.next() < AMBIGUOUS;
    words.add(shared ? (known[random.integer(known.length)] ?? "") : spell(random, tag, endings));
  }
  return { words: [...words], weights: Float64Array.from({ length: size }, (_, rank) => 1 / (rank + 8)) };
}

function makeVocabularies(random: Random): readonly Vocabulary[] {
  const made: Vocabulary[] = [];
  for (let tag = 0; tag < tags.length; tag++) made.push(makeVocabulary(random.fork(tag), tag, made.at(-1)?.words ?? []));
  return made;
}

/** The last three letters without capitals. */
export const suffixOf = (word: string): string => word.slice(-3).toLowerCase();

/** `digit`, `capital` or `lower`, by the first character. */
export const shapeOf = (word: string): string => (/^\d/.test(word) ? "digit" : /^[A-Z]/.test(word) ? "capital" : "lower");

function makeMoves(random: Random): readonly Float64Array[] {
  return Array.from({ length: tags.length + 1 }, (_, from) => {
    const row = new Float64Array(tags.length);
    random.fork(from).dirichlet(new Float64Array(tags.length).fill(0.5), row);
    return row;
  });
}

interface Chain {
  /** Probabilities of the next tag, by the tag before it; the last row starts a sentence. */
  readonly moves: readonly Float64Array[];
  readonly vocabularies: readonly Vocabulary[];
}

function drawSentence(random: Random, length: number, { moves, vocabularies }: Chain): readonly Pick<Token, "tag" | "word">[] {
  let state = tags.length;
  return Array.from({ length }, () => {
    state = random.categorical(moves[state] as Float64Array, 0, tags.length);
    const { words, weights } = vocabularies[state] as Vocabulary;
    return { tag: tags[state] ?? "", word: words[random.categorical(weights, 0, weights.length)] ?? "" };
  });
}

/**
 * A corpus to tag, of 50,000 tokens in sentences of 5 to 40 (the last ends with the corpus): tags from a Markov chain, words from the Zipf vocabulary of their tag,
 * a quarter of which is the vocabulary of the tag before it, too. The same tokens for the same seed, on every machine.
 */
export function makeTaggingCorpus(seed: number): readonly Token[] {
  const random = createRandom(seed);
  const chain: Chain = { vocabularies: makeVocabularies(random.fork(1)), moves: makeMoves(random.fork(2)) };
  const draws = random.fork(3);
  const tokens: Token[] = [];
  for (let sentence = 0; tokens.length < TOKENS; sentence++) {
    const length = Math.min(5 + draws.integer(36), TOKENS - tokens.length);
    const drawn = drawSentence(draws, length, chain);
    drawn.forEach(({ tag, word }, i) => {
      const [before, after] = [drawn[i - 1]?.word ?? "^", drawn[i + 1]?.word ?? "$"];
      tokens.push({ sentence, tag, word, suffix: suffixOf(word), shape: shapeOf(word), before, after });
    });
  }
  return tokens;
}

/** The corpus as a CSV text with a head; no cell needs quotes. */
export function corpusCsv(tokens: readonly Token[]): string {
  const lines = tokens.map((t) => [t.sentence, t.tag, t.word, t.suffix, t.shape, t.before, t.after].join(","));
  return `sentence,tag,word,suffix,shape,before,after\n${lines.join("\n")}\n`;
}
