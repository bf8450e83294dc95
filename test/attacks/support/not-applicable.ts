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
