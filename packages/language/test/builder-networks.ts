import {
  add,
  type BuiltModel,
  column,
  type LabelSet,
  labels,
  multiply,
  type Node,
  network,
  prev,
  real,
  type Scope,
  subtract,
  table,
} from "../src/index.ts";

type State = Node<"state">;

/** A network of tables over one plate of counted rows. */
function tables(name: string, plate: string, nodes: Readonly<Record<string, readonly string[]>>, factors: readonly string[]): BuiltModel {
  return network(name, (m) => {
    m.plate(plate, { weightedBy: "count" }, (p) => {
      const made = new Map(Object.entries(nodes).map(([node, states]) => [node, p.observed(node, labels(...states))]));
      for (const factor of factors) p.factor(table(...factor.split(" ").map((node) => made.get(node)!)));
    });
  });
}

const student = { Hair: ["Black", "Brown", "Red", "Blond"], Eye: ["Brown", "Blue", "Hazel", "Green"], Sex: ["Male", "Female"] };
const passenger = {
  Class: ["1st", "2nd", "3rd", "Crew"],
  Sex: ["Male", "Female"],
  Age: ["Child", "Adult"],
  Survived: ["No", "Yes"],
};
const admission = { Admit: ["Admitted", "Rejected"], Gender: ["Male", "Female"] };
const applicant = { ...admission, Dept: ["A", "B", "C", "D", "E", "F"] };

/** Rows and columns of a grid of spins, each in a column of its own. */
function spins(sample: Scope): State {
  return sample.plate("r", { in: 4 }, (row, r) =>
    row.plate("c", { in: 4 }, (cell, c) => cell.observed("s", labels(-1, 1), { index: [r, c], from: column`x${r}${c}` })),
  );
}

const sharedIsing = (): BuiltModel =>
  network("Ising", (m) => {
    const h = m.param("h", real);
    const J = m.param("J", real);
    m.plate("sample", (sample) => {
      const s = spins(sample);
      sample.factor({ r: 4, c: 4 }, ({ r, c }) => multiply(h, s.at(r, c)));
      sample.factor({ r: 4, c: 3 }, ({ r, c }) => multiply(J, s.at(r, c), s.at(r, add(c, 1))));
      sample.factor({ r: 3, c: 4 }, ({ r, c }) => multiply(J, s.at(r, c), s.at(add(r, 1), c)));
    });
  });

const freeIsing = (): BuiltModel =>
  network("IsingFree", (m) => {
    const h = m.param("h", real, [4, 4]);
    const across = m.param("across", real, [4, 3]);
    const down = m.param("down", real, [3, 4]);
    m.plate("sample", (sample) => {
      const s = spins(sample);
      sample.factor({ r: 4, c: 4 }, ({ r, c }) => multiply(h.at(r, c), s.at(r, c)));
      sample.factor({ r: 4, c: 3 }, ({ r, c }) => multiply(across.at(r, c), s.at(r, c), s.at(r, add(c, 1))));
      sample.factor({ r: 3, c: 4 }, ({ r, c }) => multiply(down.at(r, c), s.at(r, c), s.at(add(r, 1), c)));
    });
  });

const machine = (): BuiltModel =>
  network("Machine", (m) => {
    const H = m.constant("H", 2);
    const on = m.param("on", real, [4, 4]);
    const bias = m.param("bias", real, [H]);
    const weight = m.param("weight", real, [H, 4, 4]);
    m.plate("patch", (patch) => {
      const pixel = patch.plate("r", { in: 4 }, (row, r) =>
        row.plate("c", { in: 4 }, (cell, c) => cell.observed("pixel", labels(0, 1), { index: [r, c], from: column`p${r}${c}` })),
      );
      const hidden = patch.plate("j", { in: H }, (unit, j) => unit.latent("hidden", labels(0, 1), { index: [j] }));
      patch.factor({ r: 4, c: 4 }, ({ r, c }) => multiply(on.at(r, c), pixel.at(r, c)));
      patch.factor({ j: H }, ({ j }) => multiply(bias.at(j), hidden.at(j)));
      patch.factor({ j: H, r: 4, c: 4 }, ({ j, r, c }) => multiply(weight.at(j, r, c), hidden.at(j), pixel.at(r, c)));
    });
  });

interface Tagging {
  readonly Tag: LabelSet;
  readonly inputs: Readonly<Record<string, LabelSet>>;
}

/** The label sets of the tagger: its tags, and for each given column one that the data fills. */
function tagging(m: Scope): Tagging {
  const Tag = m.type("Tag", ["DET", "NOUN", "VERB", "ADJ", "ADV", "ADP", "PRON", "CONJ"]);
  return { Tag, inputs: { known: m.type("Word"), ending: m.type("Ending"), place: m.type("Place") } };
}

/** A tag with a table for each of its inputs, and one with the tag before it in a chain. */
function tagged(p: Scope, { Tag, inputs }: Tagging, { inChain }: { readonly inChain: boolean }): void {
  const known = Object.entries(inputs).map(([name, set]) => p.given(name, set));
  const tag = p.observed("tag", Tag);
  if (inChain) p.factor(table(prev(tag), tag));
  for (const input of known) p.factor(table(input, tag));
}

const tagger = (): BuiltModel =>
  network("Tagger", (m) => {
    const sets = tagging(m);
    m.plate("sentence", { by: "sentence" }, (sentence) => sentence.chain("t", (t) => tagged(t, sets, { inChain: true })));
  });

const wordByWord = (): BuiltModel =>
  network("WordByWord", (m) => {
    const sets = tagging(m);
    m.plate("row", (row) => tagged(row, sets, { inChain: false }));
  });

const denoising = (): BuiltModel =>
  network("Denoising", (m) => {
    const R = m.constant("R", 10);
    const C = m.constant("C", 24);
    const join = m.param("join", real);
    const trust = m.param("trust", real);
    const lean = m.param("lean", real);
    m.plate("picture", (picture) => {
      const [noisy, clean] = picture.plate("r", { in: R }, (row, r) =>
        row.plate("c", { in: C }, (cell, c): readonly [State, State] => [
          cell.given("noisy", labels(-1, 1), { index: [r, c], from: column`noisy${r}_${c}` }),
          cell.observed("clean", labels(-1, 1), { index: [r, c], from: column`clean${r}_${c}` }),
        ]),
      );
      picture.factor({ r: subtract(R, 1), c: C }, ({ r, c }) => multiply(join, clean.at(r, c), clean.at(add(r, 1), c)));
      picture.factor({ r: R, c: subtract(C, 1) }, ({ r, c }) => multiply(join, clean.at(r, c), clean.at(r, add(c, 1))));
      picture.factor({ r: R, c: C }, ({ r, c }) => multiply(trust, noisy.at(r, c), clean.at(r, c)));
      picture.factor({ r: R, c: C }, ({ r, c }) => multiply(lean, clean.at(r, c)));
    });
  });

/** The networks of the repository's examples, by folder and file, made with the builder. */
export const builtNetworks: Readonly<Record<string, () => BuiltModel>> = {
  "hair-and-eyes/independence": () => tables("Independence", "student", student, ["Hair", "Eye", "Sex"]),
  "hair-and-eyes/conditional": () => tables("ConditionalIndependence", "student", student, ["Hair Eye", "Eye Sex"]),
  "hair-and-eyes/two-way": () => tables("AllTwoWay", "student", student, ["Hair Eye", "Hair Sex", "Eye Sex"]),
  "hair-and-eyes/saturated": () => tables("Saturated", "student", student, ["Hair Eye Sex"]),
  "titanic-network/model": () =>
    tables("TitanicTwoWay", "passenger", passenger, [
      ...["Class Sex", "Class Age", "Class Survived"],
      ...["Sex Age", "Sex Survived", "Age Survived"],
    ]),
  "titanic-network/decomposable": () => tables("TitanicDecomposable", "passenger", passenger, ["Class Sex Survived", "Age Survived"]),
  "titanic-network/ring": () => tables("TitanicRing", "passenger", passenger, ["Class Sex", "Sex Survived", "Survived Age", "Age Class"]),
  "ucb-admissions/gender": () => tables("AdmitGender", "applicant", admission, ["Admit Gender"]),
  "ucb-admissions/department": () => tables("DepartmentDecides", "applicant", applicant, ["Admit Dept", "Gender Dept"]),
  "ucb-admissions/both": () => tables("GenderToo", "applicant", applicant, ["Admit Gender", "Admit Dept", "Gender Dept"]),
  "ucb-admissions/saturated": () => tables("EveryCell", "applicant", applicant, ["Admit Gender Dept"]),
  "ising/shared": sharedIsing,
  "ising/free": freeIsing,
  "rbm/model": machine,
  "crf-tagger/crf": tagger,
  "crf-tagger/alone": wordByWord,
  "denoising/model": denoising,
};
