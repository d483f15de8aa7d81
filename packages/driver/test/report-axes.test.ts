import type { FitResult, ParamAxis } from "@platewise/core";
import { expect, test } from "vitest";
import { parse } from "../src/api/model.ts";
import { domainsOf, nameAxes } from "../src/report/index.ts";

const blank = (...sizes: number[]): ParamAxis[] => sizes.map((size) => ({ name: "", size, labels: null }));
const names = (axes: FitResult["axes"]): object =>
  Object.fromEntries(Object.entries(axes).map(([name, own]) => [name, own.map((axis) => axis.name)]));

test("axes are called by the nodes that select, the nodes that are drawn, and the columns that are read", () => {
  const { template } = parse(`model Faithful
const K = 2
param weight : simplex(K)
param mean[K] : vector(2)
param cov[K] : covariance(2)
plate row {
  latent kind ~ Categorical(weight)
  observed x ~ MvNormal(mean[kind], cov[kind]) from (eruptions, waiting)
}`);
  const axes = nameAxes({ weight: blank(2), mean: blank(2, 2), cov: blank(2, 2, 2) }, template);
  expect(names(axes)).toEqual({ weight: ["kind"], mean: ["kind", ""], cov: ["kind", "", ""] });
  expect(axes.cov?.map((axis) => axis.columns)).toEqual([undefined, ["eruptions", "waiting"], ["eruptions", "waiting"]]);
  expect(domainsOf(template)).toEqual({ weight: "simplex", mean: "vector", cov: "covariance" });
});

test("tables are called by their nodes, plates by their index", () => {
  const { template } = parse(`model Items
const K = 2
param p[K, 3] : probability
plate row {
  observed rain : {no, yes} ~ Table()
  observed grass : {dry, wet} ~ Table(rain)
  latent class ~ Categorical(uniform(K))
  plate item in 3 { observed answer ~ Bernoulli(p[class, item]) from "a{item}" }
}`);
  const axes = nameAxes({ rain: blank(2), grass: blank(2, 2), p: blank(2, 3) }, template);
  expect(names(axes)).toEqual({ rain: ["rain"], grass: ["rain", "grass"], p: ["class", "item"] });
});

test("where uses disagree, or there are none, the axis keeps its name", () => {
  const { template } = parse(`model Tied
param p[2] : probability
param unused[2] : real
plate row {
  observed a : {no, yes} ~ Table()
  observed b : {no, yes} ~ Table()
  observed c ~ Bernoulli(p[a])
  observed d ~ Bernoulli(p[b])
}`);
  const own = [{ name: "Answer", size: 2, labels: ["no", "yes"] }];
  expect(nameAxes({ p: own, unused: own }, template)).toEqual({ p: own, unused: own });
});

test("integer states are called by the labels of the nodes that select or are drawn, where these agree", () => {
  const { template } = parse(`model Labels
param hair[2] : simplex(3)
param eyes[2] : simplex(2)
param plain : simplex(2)
plate row {
  observed sex : {f, m} ~ Table()
  observed colour : {fair, red, dark} ~ Categorical(hair[sex])
  observed left : {blue, brown} ~ Categorical(eyes[sex])
  observed right : {brown, blue} ~ Categorical(eyes[sex])
  observed code ~ Categorical(plain)
}`);
  const axes = nameAxes({ hair: blank(2, 3), eyes: blank(2, 2), plain: blank(2) }, template);
  const labels = Object.fromEntries(Object.entries(axes).map(([name, own]) => [name, own.map((axis) => axis.labels)]));
  expect(labels).toEqual({
    hair: [
      ["f", "m"],
      ["fair", "red", "dark"],
    ],
    eyes: [["f", "m"], null],
    plain: [null],
  });
});
