/** Rows of the catalogue that nothing here can be attacked with, and why. What could at least be refused has a test instead. */
export const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  "A-43":
    "No secret is compared: there are no MACs to verify, and the thumbprints of keys that tokens are bound to are known to whoever presents them.",
  "Q-05": "No status list is fetched, so none is ever read.",
  "Q-09": "No status list is fetched, so no bits are ever counted.",
  "Q-11": "No status list is fetched, so there are no redirects to follow.",
  "Q-12": "No status list is fetched, so there is no failure to be told from a verdict.",
  "Q-13": "No status list is fetched, so there are no old ones.",
  "Q-14": "No status list is fetched, so none is remembered.",
  "R-03": "Metadata of the resource are not served; what the application serves itself is its own.",
  "R-07": "Where a page comes from is for the CORS rules of the application; a guard judges tokens alone.",
  "R-10":
    "A scope that is asked for is any scope token; offline_access is one, and a route that asks for it is refused to those who lack it.",
  "S-02": "Headers have been read when a guard is called; how slowly they may come is a setting of the server.",
};

/** What rows are put to: core, and every adapter. */
export const TARGET_NAMES = ["core", "Express", "Fastify", "Hono"] as const;

/** Why some of them are spared a row. */
interface Exemption {
  readonly spared: readonly (typeof TARGET_NAMES)[number][];
  readonly reason: string;
}

const [CORE, ...ADAPTERS] = TARGET_NAMES;
const adapters = (reason: string): Exemption => ({ spared: ADAPTERS, reason });
const core = (reason: string): Exemption => ({ spared: [CORE], reason });

const PROOF = core(
  "Core is given no proof, so that to it all of these are the token alone, which N-01 and N-34 put to it.",
);
const CERTIFICATE = core(
  "Core is given no certificate, so that to it all of these are the token alone, which O-01 puts to it.",
);
const FIELD = core("What is tried stands in a field that core is not given.");
const BODY = core("What is tried stands in the body, which core is not given.");

/** Rows that not every target can be tried with, or need be; whoever is not named here is. */
export const NOT_EVERYWHERE: Readonly<Record<string, Exemption>> = {
  "A-24": adapters("A verifier with such algorithms cannot be made, so that no adapter ever has one."),
  "A-42": adapters("A verifier with such keys cannot be made, so that no adapter ever has one."),
  "C-07": BODY,
  "E-22": FIELD,
  "F-13": adapters("A verifier for such an audience cannot be made, so that no adapter ever has one."),
  "F-15": FIELD,
  "G-18": PROOF,
  "H-15": adapters("What core makes of the scopes of a token does not go through an adapter."),
  "I-08": {
    spared: [CORE, "Express"],
    reason:
      "Frames of HTTP/2 come to an adapter through its server; core reads field lines, and Express has no HTTP/2.",
  },
  "J-10": core("Middleware stands before a guard of an adapter; core writes no response."),
  "K-13": adapters("The token that a handler gets is the object that core has made and frozen."),
  "K-16": adapters("The cache of answers is asked by core alone, and its keys are made there."),
  "K-20": adapters("Options and requirements are read by core alone; an adapter passes them on."),
  "M-17": adapters("How long keys are kept is decided by core alone, without a request."),
  "M-27": adapters("In what order answers of the key server are taken is decided by core alone, without a request."),
  ...all(PROOF, "N-02", "N-03", "N-04", "N-06", "N-07", "N-08", "N-10", "N-12", "N-13", "N-15", "N-16", "N-17"),
  ...all(PROOF, "N-18", "N-19", "N-20", "N-21", "N-22", "N-25", "N-26", "N-27", "N-28", "N-29", "N-30", "N-31"),
  ...all(PROOF, "N-32", "N-36", "N-41", "N-42", "N-43", "N-44"),
  ...all(CERTIFICATE, "O-02", "O-03", "O-05", "O-06", "O-07", "O-08", "O-09", "O-13", "O-15"),
  "O-12": adapters("A verifier with such an option cannot be made, so that no adapter ever has one."),
  "R-06": FIELD,
  "R-11": BODY,
  "S-01": adapters(
    "What a verifier remembers, and whom it asks, is counted on the verifier itself, thousands of times.",
  ),
  "S-05": adapters("What is printed or stored are the objects of core; adapters hand out no others."),
  "S-06": adapters("What goes on after an answer is the work of core; an adapter has been left by then."),
  "S-09": adapters("Waiting for the keys of a thousand issuers is the work of core, and is counted there."),
};

function all(exemption: Exemption, ...ids: readonly string[]): Record<string, Exemption> {
  return Object.fromEntries(ids.map((id) => [id, exemption]));
}
