/** What the comparison of a directed model with its undirected form says. */
export const compareSentences = {
  "compare-not-discrete": {
    about: "A model with a node that is a number has no form as a network of tables.",
    says: (d: { node: string }) => `the node \`${d.node}\` is a number, and a network of tables has discrete nodes only`,
    help: () => "compare a model in which every node has states or labels",
  },
  "compare-no-directed": {
    about: "A network has no directed form beside which it could be set.",
    says: (d: { reason: string }) => `the network has no directed form here: ${d.reason}`,
    help: () => "networks of discrete nodes in one plate over the rows have one; others can be fitted by `pgm fit`",
  },
  "compare-no-such-row": {
    about: "The row whose weight is to be raised is not in the data.",
    says: (d: { row: number; rows: number }) => `there is no row ${d.row}: the data has ${d.rows} rows, and some may have been left out`,
    help: () => "`--row` counts from 1; leave it out to take the first row in which all is seen",
  },
} as const;
