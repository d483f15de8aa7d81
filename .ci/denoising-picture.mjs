// Draws examples/denoising/denoising.svg: a picture as it is, as it was seen, how probable black is, and what is restored.
// It uses the built packages (`npm run build`). Run it again when the fit or this drawing changes.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { infer, orThrow, parse, tryFit } from "../packages/driver/dist/index.js";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "examples", "denoising");
const read = (name) => readFileSync(join(folder, name), "utf8");

const rows = 10;
const columns = 24;
const pixel = 12;
const gap = { across: 24, down: 44 };
const title = "A fish, seen through noise, and what is restored of it";
// Middle tones, so that the picture can stand on white and on black.
const ink = "#7d858f";
const black = [38, 50, 66];
const white = [232, 228, 216];

const shade = (p) =>
  `#${black
    .map((c, i) =>
      Math.round(p * c + (1 - p) * white[i])
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

/** Pixels of a row that look alike are one rectangle. */
function line(shades, r) {
  const starts = shades.flatMap((own, c) => (own === shades[c - 1] ? [] : [c]));
  return starts.map((c, i) => {
    const width = ((starts[i + 1] ?? columns) - c) * pixel;
    return `<rect x="${c * pixel}" y="${r * pixel}" width="${width}" height="${pixel}" fill="${shades[c]}"/>`;
  });
}

/** A picture of probabilities of black, with words above it, at a place in the grid of two by two. */
function panel(place, words, probability) {
  const x = (place % 2) * (columns * pixel + gap.across);
  const y = Math.floor(place / 2) * (rows * pixel + gap.down) + 24;
  const each = (size, f) => Array.from({ length: size }, (_, i) => f(i));
  const lines = each(rows, (r) =>
    line(
      each(columns, (c) => shade(probability(r, c))),
      r,
    ).join(""),
  );
  return [`<g transform="translate(${x} ${y})">`, `<text y="-8" fill="${ink}">${words}</text>`, ...lines, "</g>"];
}

const model = parse(read("model.pgm"));
const test = read("test.csv");
const { result } = orThrow(await tryFit(model, read("train.csv")));
const { rows: inferred } = await infer(model, test, { params: result, latent: ["clean"] });
const [head, cells] = test
  .trim()
  .split("\n")
  .map((text) => text.split(","));
const seen = (side) => (r, c) => Number(cells[head.indexOf(`${side}${r}_${c}`)] === "1");
const posterior = (r, c) => inferred[0].marginals[`clean[${r},${c}]`][1];
const width = 2 * columns * pixel + gap.across;
const height = 2 * (rows * pixel + gap.down) - 18;

writeFileSync(
  join(folder, "denoising.svg"),
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${title}</title>`,
    ...panel(0, "the picture", seen("clean")),
    ...panel(1, "seen through noise", seen("noisy")),
    ...panel(2, "probability of black, given what is seen", posterior),
    ...panel(3, "restored: black where it is more probable", (r, c) => Number(posterior(r, c) > 0.5)),
    "</svg>",
    "",
  ].join("\n"),
);
