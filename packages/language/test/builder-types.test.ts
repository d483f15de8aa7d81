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
      multiply(scale, b);
      multiply(scale, b.at(0), kind);
    });
    // @ts-expect-error: the prior of a simplex is no normal distribution
    m.param("share", simplex(2), { prior: Normal(0, 1) });
  });
  expect(built.diagnostics).toEqual([]);
});
