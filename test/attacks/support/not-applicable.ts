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

/** Rows that not every target can be tried with, or need be, and why. */
export const NOT_EVERYWHERE: Readonly<Record<string, string>> = {
  "A-24": "A verifier with such algorithms cannot be made, so that no adapter ever has one.",
  "A-42": "A verifier with such keys cannot be made, so that no adapter ever has one.",
  "F-13": "A verifier for such an audience cannot be made, so that no adapter ever has one.",
  "H-15": "What core makes of the scopes of a token does not go through an adapter.",
  "I-08": "Frames of HTTP/2 come to an adapter through its server; core reads field lines, and Express has no HTTP/2.",
  "J-10": "Middleware stands before a guard of an adapter; core writes no response.",
  "K-13": "The token that a handler gets is the object that core has made and frozen.",
  "K-16": "The cache of answers is asked by core alone, and its keys are made there.",
  "K-20": "Options and requirements are read by core alone; an adapter passes them on.",
  "M-17": "How long keys are kept is decided by core alone, without a request.",
  "M-27": "In what order answers of the key server are taken is decided by core alone, without a request.",
  "O-12": "A verifier with such an option cannot be made, so that no adapter ever has one.",
  "S-01": "What a verifier remembers, and whom it asks, is counted on the verifier itself, thousands of times.",
  "S-05": "What is printed or stored are the objects of core; adapters hand out no others.",
  "S-06": "What goes on after an answer is the work of core; an adapter has been left by then.",
  "S-09": "Waiting for the keys of a thousand issuers is the work of core, and is counted there.",
};
