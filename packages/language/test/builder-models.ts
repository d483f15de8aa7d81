import {
  add,
  Bernoulli,
  type BuiltModel,
  Categorical,
  column,
  covariance,
  Dirichlet,
  diagonal,
  eye,
  InverseWishart,
  labels,
  MvNormal,
  matrix,
  model,
  multiply,
  Normal,
  network,
  positive,
  prev,
  probability,
  real,
  sigmoid,
  simplex,
  spherical,
  Table,
  table,
  uniform,
  vector,
  zeros,
} from "../src/index.ts";

/** The models of `fixtures/`, by file name, made with the builder. */
export const builtModels: Readonly<Record<string, () => BuiltModel>> = {
  "two-coins": () =>
    model("TwoCoins", (m) => {
      const heads = m.param("heads", probability, [2], { init: [0.6, 0.5] });
      m.plate("round", { by: "round" }, (round) => {
        const coin = round.latent("coin", Categorical([0.5, 0.5]));
        round.plate("toss", (toss) => {
          toss.observed("face", Bernoulli(heads.at(coin)), { type: labels("T", "H") });
        });
      });
    }),

  "old-faithful": () =>
    model("OldFaithful", (m) => {
      const K = m.constant("K", 2);
      const weight = m.param("weight", simplex(K));
      const mean = m.param("mean", vector(2), [K]);
      const cov = m.param("cov", covariance(2), [K], { prior: InverseWishart({ df: 5, scale: 0.1 }) });
      m.plate("eruption", (p) => {
        const kind = p.latent("kind", Categorical(weight));
        p.observed("x", MvNormal(mean.at(kind), cov.at(kind)), { from: ["eruptions", "waiting"] });
      });
    }),

  kmeans: () =>
    model("KMeans", (m) => {
      const K = m.constant("K", 3);
      const mean = m.param("mean", vector(2), [K]);
      const cov = m.param("cov", spherical(2));
      m.plate("row", (p) => {
        const kind = p.latent("kind", Categorical(uniform(K)));
        p.observed("x", MvNormal(mean.at(kind), cov), { from: ["a", "b"] });
      });
    }),

  heights: () =>
    model("Heights", (m) => {
      const Sex = m.type("Sex", ["female", "male"]);
      const share = m.param("share", simplex(Sex));
      const mean = m.param("mean", real, [Sex]);
      const sd = m.param("sd", positive, [Sex]);
      m.plate("person", (p) => {
        const sex = p.observed("sex", Categorical(share), { type: Sex });
        p.observed("height", Normal(mean.at(sex), sd.at(sex)));
      });
    }),

  sprinkler: () =>
    model("Sprinkler", (m) => {
      m.plate("day", (p) => {
        const rain = p.observed("rain", Table(), { type: labels("no", "yes") });
        const sprinkler = p.observed("sprinkler", Table(rain), { type: labels("off", "on") });
        p.observed("grass", Table(sprinkler, rain), { type: labels("dry", "wet") });
      });
    }),

  moods: () =>
    model("Moods", (m) => {
      const K = m.constant("K", 3);
      const start = m.param("start", simplex(K));
      const move = m.param("move", simplex(K), [K]);
      const emit = m.param("emit", simplex(4), [K]);
      m.plate("sequence", { by: "seq" }, (sequence) => {
        sequence.chain("t", (t) => {
          const mood = t.initial("mood", Categorical(start));
          t.latent(mood, Categorical(move.at(prev(mood))));
          t.observed("note", Categorical(emit.at(mood)));
        });
      });
    }),

  ozone: () =>
    model("Ozone", (m) => {
      const mean = m.param("m", vector(4));
      const S = m.param("S", covariance(4));
      m.plate("day", (p) => {
        p.observed("x", MvNormal(mean, S), { from: ["ozone", "solar", "wind", "temp"] });
      });
    }),

  belief: () =>
    model("Belief", (m) => {
      const a = m.param("a", real);
      const b = m.param("b", vector(2));
      const w = m.param("w", real);
      const s = m.param("s", positive);
      m.plate("row", (p) => {
        const [age, dose] = p.givens(["age", "dose"], real);
        const ill = p.observed("ill", Bernoulli(sigmoid(add(a, multiply(b.at(0), age), multiply(b.at(1), dose)))));
        p.observed("weight", Normal(multiply(w, ill), s));
      });
    }),

  marks: () =>
    model("Marks", (m) => {
      const mean = m.param("mean", vector(5));
      const load = m.param("load", matrix(5, 1));
      const noise = m.param("noise", diagonal(5));
      m.plate("student", (p) => {
        const z = p.latent("z", MvNormal(zeros(1), eye(1)));
        p.observed("x", MvNormal(add(mean, multiply(load, z)), noise), { from: ["MECH", "VECT", "ALG", "ANL", "STAT"] });
      });
    }),

  topics: () =>
    model("Topics", (m) => {
      const K = m.constant("K", 20);
      const Word = m.type("Word");
      const topic = m.param("topic", simplex(Word), [K]);
      m.plate("document", { by: "doc" }, (document) => {
        const share = document.latent("share", Dirichlet(0.1, K));
        document.plate("token", { weightedBy: "count" }, (token) => {
          const k = token.latent("k", Categorical(share));
          token.observed("word", Categorical(topic.at(k)), { type: Word });
        });
      });
    }),

  appliances: () =>
    model("Appliances", (m) => {
      const K = m.constant("K", 4);
      const start = m.param("start", simplex(K), [2]);
      const move = m.param("move", simplex(K), [2, K]);
      const level = m.param("level", real, [2, K]);
      const noise = m.param("noise", positive);
      m.chain("t", (t) => {
        const z = t.plate("a", { in: 2 }, (p, a) => {
          const state = p.initial("z", Categorical(start.at(a)), { index: [a] });
          return p.latent(state, Categorical(move.at(a, prev(state))));
        });
        t.observed("power", Normal(add(level.at(0, z.at(0)), level.at(1, z.at(1))), noise));
      });
    }),

  titanic: () =>
    network("Titanic", (m) => {
      m.plate("passenger", { weightedBy: "count" }, (p) => {
        const Class = p.observed("Class", labels("1st", "2nd", "3rd", "Crew"));
        const Sex = p.observed("Sex", labels("Male", "Female"));
        const Survived = p.observed("Survived", labels("No", "Yes"));
        p.factor(table(Class, Sex));
        p.factor(table(Class, Survived));
        p.factor(table(Sex, Survived));
      });
    }),

  ising: () =>
    network("Ising", (m) => {
      const [J, h] = m.params(["J", "h"], real);
      m.plate("sample", (sample) => {
        const s = sample.plate("r", { in: 4 }, (row, r) =>
          row.plate("c", { in: 4 }, (cell, c) => cell.observed("s", labels(-1, 1), { index: [r, c], from: column`x${r}${c}` })),
        );
        sample.factor({ r: 4, c: 4 }, ({ r, c }) => multiply(h, s.at(r, c)));
        sample.factor({ r: 3, c: 4 }, ({ r, c }) => multiply(J, s.at(r, c), s.at(add(r, 1), c)));
        sample.factor({ r: 4, c: 3 }, ({ r, c }) => multiply(J, s.at(r, c), s.at(r, add(c, 1))));
      });
    }),
};
