import { findColumn } from "@platewise/core";
import { orThrow, toDataTable } from "platewise";
import { describe, expect, it } from "vitest";
import { corpusCsv, makeTaggingCorpus, shapeOf, suffixOf, type Token, tags } from "../src/tagging-corpus.ts";

const corpus = makeTaggingCorpus(1);

function grouped<K>(tokens: readonly Token[], keyOf: (token: Token) => K): ReadonlyMap<K, readonly Token[]> {
  const groups = new Map<K, Token[]>();
  for (const token of tokens) {
    const group = groups.get(keyOf(token)) ?? [];
    group.push(token);
    groups.set(keyOf(token), group);
  }
  return groups;
}

const sentences = (tokens: readonly Token[]): readonly (readonly Token[])[] => [...grouped(tokens, (t) => t.sentence).values()];

describe("the corpus to tag", () => {
  it("has 50,000 tokens in sentences of 5 to 40", () => {
    expect(corpus.length).toBe(50_000);
    const lengths = sentences(corpus)
      .slice(0, -1)
      .map((sentence) => sentence.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([5, 40]);
    expect([...new Set(corpus.map((t) => t.tag))].sort()).toEqual(tags);
    const types = new Set(corpus.map((t) => t.word)).size;
    expect(types).toBeGreaterThan(7000);
    expect(types).toBeLessThan(9000);
  });

  it("says of each token the words beside it", () => {
    for (const sentence of sentences(corpus).slice(0, 200)) {
      const words = sentence.map((t) => t.word);
      expect(sentence.map((t) => t.before)).toEqual(["^", ...words.slice(0, -1)]);
      expect(sentence.map((t) => t.after)).toEqual([...words.slice(1), "$"]);
    }
  });

  it("has words of several tags, so that tagging needs the others", () => {
    const tagsOf = grouped(corpus, (t) => t.word);
    const ambiguous = [...tagsOf.values()].filter((tokens) => new Set(tokens.map((t) => t.tag)).size > 1);
    expect(ambiguous.length).toBeGreaterThan(tagsOf.size / 10);
  });

  it("is the same for the same seed only", () => {
    expect(makeTaggingCorpus(1).slice(0, 500)).toEqual(corpus.slice(0, 500));
    expect(makeTaggingCorpus(2).slice(0, 500)).not.toEqual(corpus.slice(0, 500));
  });

  it("is read back from its text cell by cell", () => {
    const few = corpus.slice(0, 300);
    const table = orThrow(toDataTable(corpusCsv(few)));
    const cells = (name: string): readonly string[] => {
      const column = findColumn(table, name);
      if (column?.kind !== "text") throw new Error(`${name} is not a column of texts`);
      return Array.from(column.codes, (code) => column.labels[code] ?? "");
    };
    for (const name of ["tag", "word", "suffix", "shape", "before", "after"] as const)
      expect(cells(name)).toEqual(few.map((token) => token[name]));
  });

  it("knows suffixes and shapes of words", () => {
    expect(["Fatar", "no", "1984"].map(suffixOf)).toEqual(["tar", "no", "984"]);
    expect(["Fatar", "no", "1984"].map(shapeOf)).toEqual(["capital", "lower", "digit"]);
  });
});
