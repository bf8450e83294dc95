const PSS = "RFC 7518 §3.5; which algorithms are supported is for each to choose";
const LEEWAY = "RFC 7519 §4.1.4, §4.1.5: clocks may differ, by 5 seconds unless it is set otherwise";
const PROFILE =
  'only RFC 9068 §2.2 asks for it, and most servers issue other JWTs: `tokenKind: "rfc9068"` asks for all it does';
const TYPE = "RFC 8725 §3.11: the header names another kind of token (R1)";
const NO_TYPE = "RFC 7515 §4.1.9, RFC 9068 §2.1: it is not how an access token names its type (R1)";
const LOGIN = "RFC 8725 §3.12: it is tied to a login, as ID tokens are (R4)";
const NUMBER = "RFC 7519 §2: no instant from 1970 to 9999, so it is taken for a mistake";
const IDENTIFIER = "RFC 7519 §4.1.2, §4.1.7, RFC 9068 §2.2: it is no text that names somebody or something";
const BOUND =
  "RFC 7800 §3.1: it is bound to a key that nobody has proven, so it is refused rather than taken as bearer";
const CRITICAL = "RFC 7515 §4.1.11: what a token demands must be understood, and no extension is";
const TWICE = "RFC 7515 §4, RFC 7519 §4: two readers may take different ones; a recipient may refuse, and here it does";
const CANONICAL =
  "RFC 7515 §2: base64url has one spelling, so that a token has one text to be remembered and revoked by";
const ENCRYPTION = "RFC 7516 §9: it belongs to encrypted tokens, and a token is not to be read as both";
const PURPOSE = "RFC 7517 §4.2, RFC 7518 §3: the key is not fit for the algorithm, so it is not used";

/** Why this library says what it does, of each token that another verifier judges otherwise. */
export const reasons: Readonly<Record<string, string>> = {
  PS256: PSS,
  PS384: PSS,
  PS512: PSS,
  Ed25519: "RFC 9864 §2.2: the new name of EdDSA on this curve; not everybody has it yet",
  "header `typ: JWT`": "RFC 9068 is not the only form of access tokens; claims show that it is one",
  "no header `typ`": "RFC 7519 §5.1: it is optional; claims show that it is an access token",
  "no `kid`, and one key that fits": "RFC 7515 §4.1.4: it is optional, and there is no choice to make",
  "no `sub`": PROFILE,
  "no `jti`": PROFILE,
  "no `iat`": PROFILE,
  "no `client_id`": PROFILE,
  "`azp` for `client_id`": PROFILE,
  "expired 3 seconds ago": LEEWAY,
  "expires this second": LEEWAY,
  "`nbf` in 3 seconds": LEEWAY,

  "an ID token whose audience is this API (RFC 8725 §3.12)": LOGIN,
  "a refresh token in the form of a JWT (RFC 6749 §1.5)": "RFC 6749 §1.5: it names itself a refresh token (R2)",
  "a logout token (OpenID Connect Back-Channel Logout §2.4)": TYPE,
  "a logout token without a type of its own (OpenID Connect Back-Channel Logout §2.4)":
    "RFC 8417 §2.2: `events` makes it a security event (R2)",
  "an ID token with `nonce`": LOGIN,
  "an ID token with `at_hash` alone": LOGIN,
  "an ID token with `c_hash` alone": LOGIN,
  "an ID token for its client and us":
    "OpenID Connect Core §2: it is for its client, named `azp`, and tells of a login (R11)",
  "an ID token with no more than every one has":
    'OpenID Connect Core §2: nothing in it tells it from an ID token (R11); `tokenKind: "lenient"` admits it',
  "claims about a person, and no client":
    'OpenID Connect Core §5.1: it looks like an ID token (R11); `tokenKind: "lenient"` admits it',
  "`token_use: id` among the claims (Amazon Cognito)": "it names itself an ID token (R2)",
  "`typ: ID` among the claims (Keycloak)": "it names itself an ID token (R2)",
  "`typ: Refresh` among the claims (Keycloak)": "it names itself a refresh token (R2)",
  "an introspection response": "RFC 9701 §5: it is about a token, and is none (R2)",
  "a security event": "RFC 8417 §2.2: `events` makes it a security event (R2)",
  "an authorization request": "RFC 9101 §4: it asks for a token, and is none (R2)",
  "an authorization response": "JARM §2.1: it answers a login, and is no token (R2)",
  "a client assertion": "RFC 7523 §3: its issuer speaks for itself, as clients do (R2)",
  "a DPoP proof signed by the issuer": "RFC 9449 §4.2: `htm` and `htu` make it a proof (R2)",
  "header `typ: secevent+jwt`: a security event": TYPE,
  "header `typ: token-introspection+jwt`: an introspection response": TYPE,
  "header `typ: oauth-authz-req+jwt`: an authorization request": TYPE,
  "header `typ: client-authentication+jwt`: a client assertion": TYPE,
  "header `typ: entity-statement+jwt`: an entity statement": TYPE,
  "header `typ: vc+sd-jwt`: a credential": TYPE,
  "header `typ: text/at+jwt`: no type below `application`": NO_TYPE,
  "header `typ: at+jwt; charset=utf-8`: a parameter behind the type": NO_TYPE,
  "header `typ:  at+jwt`: white space before the type": NO_TYPE,

  "`aud` is absent": "RFC 9068 §4: a token for nobody is not for us",
  "`aud` is ours and a number in a list": "RFC 7519 §4.1.3: audiences are texts",
  "`iss` is absent": "RFC 9068 §4: without it there is nobody whose keys could be asked",
  "`exp` is absent": "RFC 9068 §2.2: a token that never ends cannot be taken back",
  "expired 6 seconds ago": LEEWAY,
  "`exp` is `1e309`": NUMBER,
  "`exp` is `1780000300000`": "RFC 7519 §2: these are milliseconds, and as seconds the year 58,375",
  "`nbf` is `-1`": NUMBER,
  "`iat` is `1e309`": NUMBER,
  '`iat` is `"0"`': "RFC 7519 §4.1.6: it is no number",
  "`iat` is `null`": "RFC 7519 §4.1.6: it is no number",
  "`iat` is `-1`": NUMBER,
  "`nbf` is after `exp`": "RFC 7519 §4.1.4, §4.1.5: there is no moment at which it is valid",
  "`iat` in an hour": "it was not issued yet, by a clock that is wrong; a minute is forgiven",
  "`sub` is a number": IDENTIFIER,
  "`sub` is empty": IDENTIFIER,
  "`sub` is a list": IDENTIFIER,
  "`client_id` is a number": IDENTIFIER,
  "`client_id` is empty": IDENTIFIER,
  "`client_id` is a list": IDENTIFIER,
  "`jti` is a number": IDENTIFIER,
  "`jti` is empty": IDENTIFIER,
  "`jti` is a list": IDENTIFIER,
  "`act` is a text": "RFC 8693 §4.1: an actor is an object",
  "`cnf` with the hash of a DPoP key, and no proof": BOUND,
  "`cnf` with the hash of a certificate, and none": BOUND,
  "`cnf` with a key": BOUND,
  "`cnf` is empty": BOUND,
  "`cnf` is null": BOUND,
  "`cnf` is a text": BOUND,

  "`crit` with an extension that nobody knows": CRITICAL,
  "`crit` that is empty": CRITICAL,
  "`crit` that is a text": CRITICAL,
  "`crit` that is null": CRITICAL,
  "`crit` that names `alg`": CRITICAL,
  "`crit` that names what is not there": CRITICAL,
  "`crit` that names `b64`, which is true": CRITICAL,
  "`b64: false` and `crit`": CRITICAL,
  "`b64: false` without `crit`": "RFC 7797 §7: the payload of a JWT is encoded",
  "`enc` in a signed token": ENCRYPTION,
  "`zip` in a signed token": ENCRYPTION,
  "`typ` that is a number": "RFC 7515 §4.1.9: it is a text",

  "`=` behind the header, signed so": CANONICAL,
  "`=` behind the claims, signed so": CANONICAL,
  "`==` behind the signature": CANONICAL,
  "a signature whose last character has bits that do not count": CANONICAL,
  "claims whose last character has bits that do not count, signed so": CANONICAL,
  "`+` and `/` in the signature": CANONICAL,
  "a line break in the signature": CANONICAL,
  "a space behind the token": CANONICAL,
  "`alg` twice, the last one good": TWICE,
  "`kid` twice, the last one good": TWICE,
  "`aud` twice, the last one ours": TWICE,
  "`sub` twice": TWICE,
  "`exp` twice, the last one good": TWICE,
  "`scope` twice, once with an escape": TWICE,
  "`__proto__` among the claims": "a name that turns into something else when objects are copied",
  "`__proto__` in the header": "a name that turns into something else when objects are copied",
  "a byte order mark before the claims":
    "RFC 8259 §8.1: there is none in JSON; a recipient may ignore it, and here it does not",
  "a byte order mark before the header":
    "RFC 8259 §8.1: there is none in JSON; a recipient may ignore it, and here it does not",
  "claims that are no UTF-8":
    "RFC 7519 §7.2: claims are UTF-8, and what stands for a broken character may stand for others",
  "claims nested 40 deep": "RFC 8259 §9: 32 is the limit here",
  "20,000 bytes": "a limit that no RFC sets: `maxTokenBytes`, 16,384 unless it is set otherwise",

  "RS256 with a key of 1024 bits": "RFC 7518 §3.3: 2048 is the least",
  "ES256 with a key on secp256k1": PURPOSE,
  "ES256 with a key that is for encryption": PURPOSE,
};
