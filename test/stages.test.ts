import { describe, expect, it, vi } from "vitest";
import { expectGolden } from "./support/goldens.ts";
import { runPgm } from "./support/run-pgm.ts";

// The first command loads every package, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Examples whose every stage is held to its print: nested plates, one latent, partly known labels, tables, shared spread, a chain, a network. */
const prints: readonly { readonly example: string; readonly model: string; readonly data: string; readonly words?: readonly string[] }[] = [
  { example: "coins", model: "model.pgm", data: "coins_long.csv" },
  { example: "faithful", model: "model.pgm", data: "faithful.csv" },
  { example: "heights", model: "model.pgm", data: "heights_semi.csv" },
  { example: "titanic", model: "model.pgm", data: "titanic.csv" },
  { example: "k-means", model: "model.pgm", data: "iris.csv", words: ["--method", "hard-em"] },
  { example: "weather-hmm", model: "model.pgm", data: "gaps.csv" },
  { example: "titanic-network", model: "model.pgm", data: "titanic.csv" },
];

describe.each(prints)("the stages of $example", ({ example, model, data, words = [] }) => {
  it.each(["ast", "model", "graph", "plan", "kernel"])("%s prints what it printed", async (stage) => {
    const folder = `examples/${example}`;
    const asked = ["inspect", `${folder}/${model}`, "--stage", stage];
    const { status, stdout, stderr } = await runPgm(
      stage === "plan" || stage === "kernel" ? [...asked, "--data", `${folder}/${data}`, ...words] : asked,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expectGolden(`test/stages/${example}/${stage}.txt`, stdout);
  });
});
