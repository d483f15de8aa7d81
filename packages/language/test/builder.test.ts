import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  add,
  Bernoulli,
  type BuiltModel,
  Categorical,
  column,
  Dirichlet,
  equal,
  format,
  type IndexLike,
  labels,
  model,
  multiply,
  Normal,
  type Program,
  parse,
  probability,
  real,
  type Scope,
  simplex,
  sum,
  Table,
} from "../src/index.ts";
import { freeText, nameText } from "./arbitraries/expression.ts";
import { builtModels } from "./builder-models.ts";
import { withoutPlaces } from "./without-places.ts";

// Properties take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function read(text: string): Program {
  const outcome = parse({ name: "test.pgm", text });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics.map((d) => [d.code, d.details])));
  return outcome.value;
}

const folder = new URL("fixtures/", import.meta.url);
const written = readdirSync(folder).map((file) => file.replace(".pgm", ""));

describe("the builder", () => {
  test.each(written)("makes the example %s", (file) => {
    const text = readFileSync(new URL(`${file}.pgm`, folder), "utf8");
    const built = builtModels[file]!();
    expect(built.diagnostics).toEqual([]);
    expect(withoutPlaces({ ...built.program, comments: [] })).toEqual(withoutPlaces({ ...read(text), comments: [] }));
    expect(built.text).toBe(format({ ...read(text), comments: [], blankLines: [] }));
  });

  test("gives spans that are places in its text", () => {
    const { program, text, source } = builtModels["old-faithful"]!();
    const [first] = program.statements;
    expect(source.text).toBe(text);
    expect(text.slice(first!.span.start, first!.span.end)).toBe("const K = 2");
  });

  test("derives a model with other constants and leaves the first alone", () => {
    const two = builtModels["old-faithful"]!();
    const three = two.with({ K: 3 });
    expect(two.text).toContain("const K = 2\n");
    expect(three.text).toBe(two.text.replace("const K = 2", "const K = 3"));
    expect(three.with({ K: [-1, 0.5] }).text).toContain("const K = [-1, 0.5]");
    expect(Object.isFrozen(two.program.statements)).toBe(true);
  });

  test("reports a constant that the model does not have", () => {
    const changed = builtModels["old-faithful"]!().with({ L: 3 });
    expect(changed.diagnostics.map((d) => d.code)).toEqual(["no-such-constant"]);
  });

  test("reports names that can't be written, with a place in the text", () => {
    const { diagnostics, text } = model("M", (m) => void m.param("my weight", real));
    expect(diagnostics.map((d) => [d.code, text.slice(d.text!.span.start - 2, d.text!.span.end)])).toEqual([["missing-comma", "my"]]);
    expect(model("M", (m) => void m.param("prev", real)).diagnostics.map((d) => d.code)).toEqual(["keyword-as-name"]);
  });

  test("writes priors, values, starts, lets, sums, tables and labels", () => {
    const { text, diagnostics } = model("Odd", (m) => {
      const Kind = m.type("Kind", ["a b", "c", -1]);
      const share = m.param("share", simplex(Kind), { prior: Dirichlet(2), init: [0.2, 0.3, 0.5] });
      const b = m.param("b", real, [Kind], { value: [1, -2, 1e-7] });
      m.plate("row", { by: "the row", weightedBy: "count" }, (p) => {
        const dose = p.given("dose", real, { from: "from" });
        const kind = p.latent("kind", Categorical(share), { type: Kind });
        const eta = p.let(
          "eta",
          add(
            b.at(kind),
            multiply(dose, equal(kind, "a b")),
            sum({ i: 3 }, ({ i }) => multiply(i, 2)),
          ),
        );
        p.observed("y", Normal(eta, { variance: 2 }));
        p.observed("z", Table(kind, { prior: Dirichlet(1) }), { type: labels("no", "yes") });
        p.plate("j", { in: 2 }, (q, j) => q.observed("w", Bernoulli(0.5), { from: column`w${add(j, 1)}` }));
      });
    });
    expect(diagnostics).toEqual([]);
    expect(text).toBe(
      [
        "model Odd",
        'type Kind = {"a b", c, -1}',
        "param share : simplex(Kind) ~ Dirichlet(2) init [0.2, 0.3, 0.5]",
        "param b[Kind] : real = [1, -2, 1e-7]",
        'plate row by "the row" weighted by count {',
        '  given dose : real from "from"',
        "  latent kind : Kind ~ Categorical(share)",
        '  let eta = b[kind] + dose * (kind == "a b") + sum(i * 2 for i in 3)',
        "  observed y ~ Normal(eta, variance = 2)",
        "  observed z : {no, yes} ~ Table(kind, prior = Dirichlet(1))",
        "  plate j in 2 {",
        '    observed w ~ Bernoulli(0.5) from "w{j + 1}"',
        "  }",
        "}",
        "",
      ].join("\n"),
    );
  });
});

/** A parameter and a node that uses it, as text and as calls. */
interface Part {
  readonly param: string;
  readonly node: string;
  readonly indexed: boolean;
  readonly labels: readonly string[];
  readonly columns: readonly string[];
}

const plainLabels = fc.uniqueArray(nameText, { minLength: 2, maxLength: 3 });
const part: fc.Arbitrary<Part> = fc.record({
  param: nameText,
  node: nameText,
  indexed: fc.boolean(),
  labels: plainLabels,
  columns: fc.array(
    freeText.filter((text) => !/[\\"{}\n\t\r\p{Cc}\ufeff]/u.test(text) && text !== ""),
    { maxLength: 2 },
  ),
});

function partText({ param, node, indexed, labels, columns }: Part): string {
  const from = columns.length === 0 ? "" : ` from (${columns.map((name) => `"${name}"`).join(", ")})`;
  return [
    `param ${param}${indexed ? "[2]" : ""}:probability init 0.5`,
    `plate ${node} { latent k:{${labels.join(",")}}~Categorical([0.5,0.5]); observed ${node}~Bernoulli(${param}${indexed ? "[k]" : ""})${from} }`,
  ].join("\n");
}

function declarePart(m: Scope, { param, node, indexed, labels: members, columns }: Part): void {
  const inside = (p: Scope, pick: (k: IndexLike) => Parameters<typeof Bernoulli>[0] & object): void => {
    const k = p.latent("k", Categorical([0.5, 0.5]), { type: labels(...members) });
    const quoted = columns.map((name) => ({ column: { parts: [name], quoted: true, span: { start: 0, end: 0 } } }));
    p.observed(node, Bernoulli(pick(k) as never), columns.length === 0 ? {} : { from: quoted });
  };
  if (indexed) {
    const theta = m.param(param, probability, [2], { init: 0.5 });
    m.plate(node, (p) => inside(p, (k) => theta.at(k) as never));
  } else {
    const theta = m.param(param, probability, { init: 0.5 });
    m.plate(node, (p) => inside(p, () => theta as never));
  }
}

test("text and builder give the same program, over random models", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const built: BuiltModel = model("M", (m) => {
        for (const each of parts) declarePart(m, each);
      });
      expect(built.diagnostics).toEqual([]);
      expect(withoutPlaces(built.program)).toEqual(withoutPlaces(read(["model M", ...parts.map(partText)].join("\n"))));
    }),
  );
});
