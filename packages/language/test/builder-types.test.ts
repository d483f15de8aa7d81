import { expect, test } from "vitest";
import {
  add,
  Categorical,
  covariance,
  dot,
  type LabelSet,
  MvNormal,
  model,
  multiply,
  Normal,
  Poisson,
  positive,
  real,
  simplex,
  vector,
} from "../src/index.ts";

// Each line marked as an error is one that TypeScript must refuse; the type check of the tests fails where it does not.
test("wrong shapes are compile errors", () => {
  const built = model("Shapes", (m) => {
    const K = m.constant("K", 2);
    const Sex: LabelSet = m.type("Sex", ["female", "male"]);
    const weight = m.param("weight", simplex(K));
    const mean = m.param("mean", vector(2), [K]);
    const cov = m.param("cov", covariance(2), [K]);
    const scale = m.param("scale", positive);
    const b = m.param("b", vector(2));
    const two = m.param("two", real, [K, Sex]);
    m.plate("row", (p) => {
      const kind = p.latent("kind", Categorical(weight));
      p.observed("x", MvNormal(mean.at(kind), cov.at(kind)));
      // @ts-expect-error: a number is no simplex
      Categorical(scale);
      // @ts-expect-error: a vector is no simplex
      Categorical(b);
      // @ts-expect-error: an indexed parameter has to be indexed
      MvNormal(mean, cov.at(kind));
      // @ts-expect-error: the mean of a vector is a vector
      MvNormal(scale, cov.at(kind));
      // @ts-expect-error: a vector is no covariance
      MvNormal(mean.at(kind), b);
      // @ts-expect-error: a covariance is no standard deviation
      Normal(0, cov.at(kind));
      // @ts-expect-error: a vector is no rate
      Poisson(b);
      // @ts-expect-error: two indices were declared
      two.at(kind);
      two.at(kind, "female");
      // @ts-expect-error: a vector picks nothing
      mean.at(b);
      // @ts-expect-error: a vector and a number do not add up
      add(b, scale);
      // @ts-expect-error: the inner product takes two vectors
      dot(b, scale);
      // @ts-expect-error: an unknown named argument
      Normal(0, { deviation: 1 });
      // @ts-expect-error: a standard deviation or a variance, not both
      Normal(0, { sd: 1, variance: 2 });
      // @ts-expect-error: a number has no simplex for a domain
      p.observed("y", Normal(0, 1), { type: simplex(2) });
      multiply(scale, b);
      multiply(scale, b.at(0), kind);
    });
    m.param("filled", covariance(2), [K], { init: 1 });
    m.param("alike", covariance(2), [K], {
      value: [
        [1, 0],
        [0, 1],
      ],
    });
    m.param("written", vector(2), [K, 3], {
      init: [
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
    });
    m.chain("t", (c) => {
      const z = c.latent("z", Categorical(weight));
      c.initial(z, Categorical(weight));
      // @ts-expect-error: the first step of a state is a state
      c.initial(z, Normal(0, 1));
    });
    // @ts-expect-error: a list does not start a number
    m.param("slope", real, { init: [1, 2] });
    // @ts-expect-error: a vector is no list of lists
    m.param("line", vector(2), { init: [[1, 2]] });
    // @ts-expect-error: a row of a matrix is a list
    m.param("form", covariance(2), { value: [[1, 0], 1] });
    // @ts-expect-error: three lists deep, but one index
    m.param("deep", vector(2), [K], { init: [[[1, 2]], [[1, 2]]] });
    // @ts-expect-error: fixed or started, not both
    m.param("both", real, { init: 1, value: 2 });
    // @ts-expect-error: the prior of a simplex is no normal distribution
    m.param("share", simplex(2), { prior: Normal(0, 1) });
  });
  expect(built.diagnostics).toEqual([]);
});
