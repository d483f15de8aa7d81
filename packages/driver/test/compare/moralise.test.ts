import { describe, expect, test } from "vitest";
import { modelOf, orThrow, parse } from "../../src/api/model.ts";
import { moralise } from "../../src/compare/moralise.ts";

/** The moral form of a model's text, without its first line. */
const moralText = (text: string): string =>
  orThrow(moralise(parse(text)))
    .source.text.split("\n")
    .slice(1, -1)
    .join("\n");

describe("moralise", () => {
  test("joins families in tables, and leaves out those inside others", () => {
    const text = `model Titanic
plate passenger weighted by count {
  observed Class : {"1st", "2nd", "3rd", Crew} ~ Table()
  observed Sex : {Male, Female} ~ Table(Class)
  observed Age : {Child, Adult} ~ Table(Class)
  observed Survived : {No, Yes} ~ Table(Class, Sex, Age)
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "plate passenger weighted by count {
        observed Class : {"1st", "2nd", "3rd", Crew}
        observed Sex : {Male, Female}
        observed Age : {Child, Adult}
        observed Survived : {No, Yes}
        factor table(Survived, Class, Sex, Age)
      }"
    `);
  });

  test("declares what laws implied: types, integer states and truth values", () => {
    const text = `model Mixed
const K = 3
type Colour = {red, green}
param weight : simplex(K)
param hue[K] : simplex(Colour)
param p[K] : probability
plate row {
  latent kind ~ Categorical(weight)
  observed colour ~ Categorical(hue[kind]) from "the colour"
  observed ill ~ Bernoulli(p[kind])
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "type Colour = {red, green}
      plate row {
        latent kind : {0, 1, 2}
        observed colour : Colour from "the colour"
        observed ill : {0, 1}
        factor table(colour, kind)
        factor table(ill, kind)
      }"
    `);
  });

  test("keeps tied tables of fixed plates in their plate, and writes untied ones out", () => {
    const text = `model Classes
type Item = {first, second}
param share : simplex(2)
param same[2] : simplex(2)
param own[Item, 2] : simplex(3)
plate person {
  latent class ~ Categorical(share)
  plate j in 2 { observed twin ~ Categorical(same[class]) from "twin{j}" }
  plate i in Item { observed answer : {low, mid, high} ~ Categorical(own[i, class]) from "answer{i}" }
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "type Item = {first, second}
      plate person {
        latent class : {0, 1}
        plate j in 2 {
          observed twin : {0, 1} from "twin{j}"
          factor table(twin, class)
        }
        plate i in Item {
          observed answer : {low, mid, high} from "answer{i}"
        }
        factor table(answer[first], class)
        factor table(answer[second], class)
      }"
    `);
  });

  test("gives chains a table of each step, and one of the step itself for the first", () => {
    const text = `model Moods
const K = 3
param start : simplex(K)
param move[K] : simplex(K)
param emit[K] : simplex(4)
plate sequence by seq {
  chain t {
    initial mood ~ Categorical(start)
    latent mood ~ Categorical(move[prev mood])
    observed note ~ Categorical(emit[mood])
  }
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "plate sequence by seq {
        chain t {
          latent mood : {0, 1, 2}
          observed note : {0, 1, 2, 3}
          factor table(mood, prev mood)
          factor table(note, mood)
        }
      }"
    `);
  });

  test("lets the table of later steps span all that tells a first step from them", () => {
    const text = `model Started
plate sequence by seq {
  observed w : {p, q} ~ Table()
  chain t {
    initial z : {a, b} ~ Table(w)
    observed z ~ Table(prev z)
  }
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "plate sequence by seq {
        observed w : {p, q}
        chain t {
          observed z : {a, b}
          factor table(z, w)
          factor table(z, prev z, w)
        }
        factor table(w)
      }"
    `);
  });

  test("keeps a table that an inner plate would repeat", () => {
    const text = `model TwoCoins
param heads[2] : probability
plate round by round {
  latent coin ~ Categorical([0.5, 0.5])
  plate toss { observed face : {T, H} ~ Bernoulli(heads[coin]) }
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "plate round by round {
        latent coin : {0, 1}
        plate toss {
          observed face : {T, H}
          factor table(face, coin)
        }
        factor table(coin)
      }"
    `);
  });

  test("reads formulas for their nodes, with sums written out", () => {
    const text = `model Belief
param a : real
param w[3] : real
plate row {
  plate j in 3 { observed x : {0, 1} ~ Bernoulli(0.5) from "x{j}" }
  given dose : {0, 1, 2}
  observed ill : {no, yes} ~ Bernoulli(sigmoid(a + dose + sum(w[j] * x[j] for j in 3)))
}
`;
    expect(moralText(text)).toMatchInlineSnapshot(`
      "plate row {
        plate j in 3 {
          observed x : {0, 1} from "x{j}"
          factor table(x)
        }
        given dose : {0, 1, 2}
        observed ill : {no, yes}
        factor table(ill, dose, x[0], x[1], x[2])
      }"
    `);
  });

  test("keeps another value of a constant", () => {
    const model = parse(
      'model K\nconst n = 2\nparam p[n] : probability\nplate r {\n  plate i in n { observed x ~ Bernoulli(p[i]) from "x{i}" }\n}\n',
    );
    const larger = orThrow(modelOf(model.program, model.source, { n: 3 }));
    expect(orThrow(moralise(larger)).source.text).toMatchInlineSnapshot(`
      "network K
      const n = 3
      plate r {
        plate i in n {
          observed x : {0, 1} from "x{i}"
        }
        factor table(x[0])
        factor table(x[1])
        factor table(x[2])
      }
      "
    `);
  });

  test("refuses nodes that are numbers, all at once", () => {
    const text = `model Heights
plate person {
  observed sex : {female, male} ~ Table()
  observed height ~ Normal(0, 1)
  observed weight ~ Normal(0, 1)
}
`;
    const made = moralise(parse(text));
    expect(made.diagnostics.map(({ code, details }) => [code, details])).toEqual([
      ["compare-not-discrete", { node: "height" }],
      ["compare-not-discrete", { node: "weight" }],
    ]);
  });

  test("leaves a network alone", () => {
    const network = parse("network N\nplate r {\n  observed a : {x, y}\n  factor table(a)\n}\n");
    expect(orThrow(moralise(network))).toBe(network);
  });
});
