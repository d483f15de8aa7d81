import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { format, type Program, parse } from "../src/index.ts";
import { program } from "./arbitraries/program.ts";
import { withoutPlaces } from "./without-places.ts";

// Properties take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function read(text: string): Program {
  const outcome = parse({ name: "test.pgm", text });
  if (!outcome.ok) throw new Error(`${JSON.stringify(outcome.diagnostics.map((d) => [d.code, d.details]))} in\n${text}`);
  return outcome.value;
}

const folder = new URL("fixtures/", import.meta.url);
const fixtures = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));

describe("format", () => {
  test("is undone by parse, over random programs", () => {
    fc.assert(
      fc.property(program, (made) => {
        expect(withoutPlaces(read(format(made)))).toEqual(withoutPlaces(made));
      }),
      { numRuns: 300 },
    );
  });

  test("changes nothing the second time, over random programs with comments and blank lines put in", () => {
    const inserted = fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(" // behind\n", "\n// before\n", "\n\n\n", "\n  \n // both \n\n", ";\n")),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(program, inserted, (made, places) => {
        const lines = format(made).split("\n");
        for (const [at, text] of places) lines[at % lines.length] += text;
        const text = lines.join("\n");
        const first = format(read(text));
        expect(format(read(first))).toBe(first);
        expect(withoutPlaces(read(first).statements)).toEqual(withoutPlaces(made.statements));
        expect(
          read(first)
            .comments.map((comment) => comment.text)
            .sort(),
        ).toEqual(
          read(text)
            .comments.map((comment) => comment.text)
            .sort(),
        );
      }),
    );
  });

  test.each(fixtures)("keeps an example's meaning: %s", (text) => {
    const formatted = format(read(text));
    expect(withoutPlaces(read(formatted))).toEqual(withoutPlaces(read(text)));
    expect(format(read(formatted))).toBe(formatted);
  });

  test("writes one statement to a line, with the comments where they were", () => {
    const text = [
      "// about the model",
      "model  Coins // its name",
      "",
      "",
      "const K=2;const  L = [ 1, // one",
      "  2]",
      "plate round by round { // rounds",
      "",
      "  // the coin",
      "  latent coin~Categorical( [0.5,0.5] )  //   chosen",
      "",
      "  plate toss { observed face:{T,H}~Bernoulli(heads[coin]) } // tosses",
      "  // last",
      "}",
      "// end",
    ].join("\n");
    expect(format(read(text))).toBe(
      [
        "// about the model",
        "model Coins // its name",
        "",
        "const K = 2",
        "// one",
        "const L = [1, 2]",
        "plate round by round { // rounds",
        "  // the coin",
        "  latent coin ~ Categorical([0.5, 0.5]) //   chosen",
        "",
        "  plate toss {",
        "    observed face : {T, H} ~ Bernoulli(heads[coin])",
        "  } // tosses",
        "  // last",
        "}",
        "// end",
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["(a * b) + (c ^ d)", "a * b + c^d"],
    ["(a + b) * c", "(a + b) * c"],
    ["a - (b - c)", "a - (b - c)"],
    ["(-a)^2", "(-a)^2"],
    ["-(a^2)", "-a^2"],
    ["a^(b^c)", "a^b^c"],
    ["(a^b)^c", "(a^b)^c"],
    ["(a == b) * (c != d)", "(a == b) * (c != d)"],
    ["prev (z[k])", "prev z[k]"],
    ["(prev z)[k]", "(prev z)[k]"],
    ["a - -b", "a - -b"],
  ])("writes %s as %s", (text, written) => {
    expect(format(read(`model M\nlet y = ${text}\n`))).toBe(`model M\nlet y = ${written}\n`);
  });
});
