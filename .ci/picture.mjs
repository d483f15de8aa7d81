// Draws examples/faithful/faithful.svg: the eruptions coloured by their posterior, and the 1-sd and 2-sd ellipses of the fit.
// It uses the built packages (`npm run build`). Run it again when the fit or this drawing changes.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { orThrow, parse, tryFit } from "../packages/driver/dist/index.js";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "examples", "faithful");
const read = (name) => readFileSync(join(folder, name), "utf8");

const frame = { width: 640, height: 420, left: 56, right: 16, top: 16, bottom: 52 };
const x = { from: 1.25, to: 5.5, ticks: [1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], label: "eruption, minutes", unit: 1 };
const y = { from: 36, to: 100, ticks: [40, 50, 60, 70, 80, 90, 100], label: "wait for the next one, minutes", unit: 1 };
// Middle tones, so that the picture can stand on white and on black.
const colours = [
  [46, 134, 222],
  [232, 117, 26],
];
const ink = "#7d858f";

x.unit = (frame.width - frame.left - frame.right) / (x.to - x.from);
y.unit = (frame.height - frame.top - frame.bottom) / (y.to - y.from);
const toX = (value) => frame.left + (value - x.from) * x.unit;
const toY = (value) => frame.height - frame.bottom - (value - y.from) * y.unit;
const n = (value) => String(Math.round(value * 10) / 10);

/** The colour between the two kinds for a posterior probability of the first. */
function colourOf(first) {
  const mix = colours[0].map((c, i) => Math.round(first * c + (1 - first) * colours[1][i]));
  return `#${mix.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
}

/** The ellipse at `sds` standard deviations: the eigenvectors of the covariance, measured in pixels. */
function ellipse([meanX, meanY], cov, sds, colour) {
  const a = cov[0][0] * x.unit ** 2;
  const b = -cov[0][1] * x.unit * y.unit;
  const d = cov[1][1] * y.unit ** 2;
  const spread = Math.hypot((a - d) / 2, b);
  const [long, short] = [(a + d) / 2 + spread, (a + d) / 2 - spread].map((value) => sds * Math.sqrt(value));
  const angle = (Math.atan2(2 * b, a - d) * 90) / Math.PI;
  const centre = `translate(${n(toX(meanX))} ${n(toY(meanY))}) rotate(${n(angle)})`;
  return `<ellipse rx="${n(long)}" ry="${n(short)}" transform="${centre}" fill="${colour}" fill-opacity="0.08" stroke="${colour}" stroke-width="1.5"/>`;
}

const text = (at, words, more = "") => `<text x="${n(at[0])}" y="${n(at[1])}"${more}>${words}</text>`;

function axes() {
  const [left, right, base, top] = [frame.left, frame.width - frame.right, frame.height - frame.bottom, frame.top];
  const grid = [...x.ticks.map((tick) => `M${n(toX(tick))} ${top}V${base}`), ...y.ticks.map((tick) => `M${left} ${n(toY(tick))}H${right}`)];
  return [
    `<path d="${grid.join("")}" stroke="${ink}" stroke-opacity="0.22" fill="none"/>`,
    `<g fill="${ink}" text-anchor="middle">`,
    ...x.ticks.map((tick) => text([toX(tick), base + 18], tick)),
    text([(left + right) / 2, base + 40], x.label),
    text([0, 0], y.label, ` transform="translate(16 ${n((top + base) / 2)}) rotate(-90)"`),
    "</g>",
    `<g fill="${ink}" text-anchor="end">`,
    ...y.ticks.map((tick) => text([left - 8, toY(tick) + 4], tick)),
    "</g>",
  ];
}

/** The picture of a fit of the Old Faithful model: `rows` are eruptions and waits, `first` the posterior of kind 0. */
export function picture({ weight, mean, cov }, rows, first) {
  const kinds = [0, 1];
  const title = "Eruptions of Old Faithful, coloured by the kind that the fit gives them";
  const desc = "The ellipses are one and two standard deviations around the mean of each kind.";
  const share = (k) => `kind ${k}: ${(100 * weight[k]).toFixed(1)} %`;
  const labelAt = [
    [toX(3.0), toY(92)],
    [toX(2.75), toY(48)],
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${title}</title>`,
    `<desc>${desc}</desc>`,
    ...axes(),
    ...kinds.flatMap((k) => [2, 1].map((sds) => ellipse(mean[k], cov[k], sds, colourOf(1 - k)))),
    '<g fill-opacity="0.75">',
    ...rows.map(([a, b], i) => `<circle cx="${n(toX(a))}" cy="${n(toY(b))}" r="3" fill="${colourOf(first[i])}"/>`),
    "</g>",
    ...kinds.map((k) => text(labelAt[k], share(k), ` fill="${colourOf(1 - k)}" font-size="15" font-weight="600"`)),
    "</svg>",
    "",
  ].join("\n");
}

const csv = read("faithful.csv");
const { result, posteriors } = orThrow(await tryFit(parse(read("model.pgm")), csv, { seed: 1, posteriors: true }));
const rows = csv.trim().split(/\r?\n/).slice(1);
const first = rows.map((_, i) => posteriors[0].probabilities[2 * i]);
writeFileSync(
  join(folder, "faithful.svg"),
  picture(
    result.params,
    rows.map((row) => row.split(",").map(Number)),
    first,
  ),
);
