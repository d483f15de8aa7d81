import { expect, test } from "vitest";
import { tryParse } from "../src/driver.ts";
import { sizeToTry } from "../src/size-to-try.ts";

function sizeOf(text: string): Readonly<Record<string, number>> {
  const model = tryParse({ name: "model.pgm", text: `model Hint\n${text}` });
  if (!model.ok) throw new Error(model.diagnostics.map(({ code }) => code).join());
  return sizeToTry(model.value);
}

const mixture = (constants: string, weight: string): string => `${constants}
param w : simplex(K)${weight}
param p[K] : probability
plate row {
  latent c ~ Categorical(w)
  observed heads ~ Binomial(n, p[c])
}`;

test("the number of components may be tried, whatever other constants there are", () => {
  expect(sizeOf(mixture("const n = 10\nconst K = 2", ""))).toEqual({ K: 2 });
  expect(sizeOf(mixture("const K = 2\nconst n = 10", " = uniform(K)"))).toEqual({ K: 2 });
});

test("a list of a fixed length stands against it", () => {
  expect(sizeOf(mixture("const n = 10\nconst K = 2", " = [0.3, 0.7]"))).toEqual({});
});

test("where nothing is latent there is nothing to try", () => {
  expect(sizeOf("const K = 3\nparam w : simplex(K)\nplate row { observed c ~ Categorical(w) }")).toEqual({});
});
