/** What the header `typ` says: an access token, nothing either way, or something else. */
export type HeaderTypeMeaning = "access" | "silent" | "other";

/**
 * Reads the header `typ` as a media type (RFC 7515 §4.1.9, RFC 9068 §2.1): case does not matter, `application/` may
 * be left out, and nothing more is forgiven. Parameters, white space or another top-level type make it `other`.
 *
 * @param acceptedTypes - Names that are to say as little as `JWT` does, spelled as {@link toTypeName} does.
 */
export function readHeaderType(typ: string | undefined, acceptedTypes: ReadonlySet<string>): HeaderTypeMeaning {
  // Nearly every token has one of these spellings, and is spared the comparison of media types.
  if (typ === undefined || typ === "" || typ === "JWT") return "silent";
  if (typ === ACCESS_TOKEN_TYPE) return "access";
  const name = toTypeName(typ);
  if (name === undefined) return "other";
  if (name === ACCESS_TOKEN_TYPE) return "access";
  return name === UNTYPED_JWT || acceptedTypes.has(name) ? "silent" : "other";
}

/**
 * The one spelling under which media types are compared: lower case, without `application/`. `undefined` for what is
 * not a type of its own below `application/`, parameters included.
 */
export function toTypeName(typ: string): string | undefined {
  return TYPE.exec(typ)?.[1]?.toLowerCase();
}

/** The media type that RFC 9068 §2.1 gives to JWT access tokens. */
const ACCESS_TOKEN_TYPE = "at+jwt";

const UNTYPED_JWT = "jwt";
// The characters of a subtype (RFC 6838 §4.2). Without the `u` flag, `i` folds ASCII letters onto ASCII letters only.
const TYPE = /^(?:application\/)?([a-z0-9!#$&^_.+-]+)$/i;
