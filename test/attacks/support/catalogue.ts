/** One group of attacks. */
interface AttackGroup {
  /** A letter; the id of a row is this and its number in two digits. */
  readonly letter: string;
  readonly title: string;
  /** Not consecutive: a number stays with its row when another one goes. */
  readonly numbers: readonly number[];
}

/** Every row of the catalogue of attacks. */
const attackGroups: readonly AttackGroup[] = [
  {
    letter: "A",
    title: "algorithm and signature",
    numbers: [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 33, 34, 36,
      37, 38, 39, 40, 42, 43, 44,
    ],
  },
  {
    letter: "B",
    title: "key selection and headers that bear keys",
    numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23],
  },
  {
    letter: "C",
    title: "structure, encoding, encrypted tokens",
    numbers: [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 19, 20, 21, 22, 24, 25, 27, 28, 29, 30, 31, 32, 33, 34, 35, 37, 38,
      39, 40,
    ],
  },
  { letter: "D", title: "time", numbers: [1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15, 16] },
  { letter: "E", title: "issuer", numbers: [1, 2, 4, 5, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 22] },
  { letter: "F", title: "audience", numbers: [1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 15, 17, 18] },
  {
    letter: "G",
    title: "confusion of token kinds",
    numbers: [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    ],
  },
  {
    letter: "H",
    title: "subject, scope and other claims",
    numbers: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 18, 19, 20, 21, 22, 23, 24, 25, 27],
  },
  {
    letter: "I",
    title: "reading the request",
    numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 21, 23, 24],
  },
  { letter: "J", title: "challenge and response", numbers: [1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13] },
  {
    letter: "K",
    title: "caches and shared state",
    numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20],
  },
  {
    letter: "L",
    title: "introspection",
    numbers: [1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 15, 16, 18, 21, 23, 24, 25, 26, 28, 29, 30],
  },
  {
    letter: "M",
    title: "JWK Sets and metadata",
    numbers: [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14, 15, 17, 18, 19, 20, 21, 22, 25, 26, 27, 29],
  },
  {
    letter: "N",
    title: "DPoP",
    numbers: [
      1, 2, 3, 4, 6, 7, 8, 10, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37,
      38, 39, 40, 41, 42, 43, 44, 45,
    ],
  },
  {
    letter: "O",
    title: "mTLS and tokens bound to certificates",
    numbers: [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15],
  },
  { letter: "P", title: "step-up and authorization details", numbers: [1, 3, 4, 5, 6, 7, 8, 9, 10] },
  { letter: "Q", title: "status lists", numbers: [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14, 15] },
  { letter: "R", title: "protected-resource metadata and MCP", numbers: [1, 3, 5, 6, 7, 8, 9, 10, 11] },
  { letter: "S", title: "exhaustion, timing, leaks", numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 12] },
];

/** Their ids, such as `A-01`. */
export const attackIds: readonly string[] = attackGroups.flatMap(({ letter, numbers }) =>
  numbers.map((number) => `${letter}-${String(number).padStart(2, "0")}`),
);
