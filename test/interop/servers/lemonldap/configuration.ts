import { OTHER_AUDIENCE } from "../../support/server.js";

/** A key pair in PEM. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: string;
  /** Or its certificate. */
  readonly publicKey: string;
}

/** What differs from one configuration to the next. */
export interface ConfigurationTerms {
  readonly number: number;
  /** Of the data. */
  readonly folder: string;
  readonly portal: string;
  readonly key: SigningKey;
}

/** A configuration as the manager of LemonLDAP::NG would write it, with the users of its demonstration. */
export function toConfiguration({ number, folder, portal, key }: ConfigurationTerms): object {
  const options = Object.fromEntries(Object.entries(CLIENTS).map(([name, own]) => [name, toClient(name, own)]));
  const ofEach = <T>(value: T): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, value]));
  return {
    ...DEMONSTRATION,
    ...toStorage(folder),
    cfgNum: number,
    portal: `${portal}/`,
    issuerDBOpenIDConnectActivation: 1,
    oidcServiceAllowImplicitFlow: 1,
    oidcServiceAllowHybridFlow: 1,
    oidcServiceAllowOffline: 1,
    oidcServicePrivateKeySig: key.privateKey,
    oidcServicePublicKeySig: key.publicKey,
    oidcServiceKeyIdSig: key.id,
    oidcRPMetaDataOptions: options,
    oidcRPMetaDataExportedVars: ofEach({ email: "mail", name: "cn" }),
  };
}

export const AUDIENCE = "https://api.example/v1";
export const SECRET = "secret";
export const REDIRECT_URI = "https://app.example/callback";
/** Of the demonstration; the password is the same. */
export const USER = "dwho";

function toClient(name: string, own: Readonly<Record<string, unknown>>): object {
  const all = { ...CLIENT, ClientID: name, ClientSecret: SECRET, ...own };
  return Object.fromEntries(Object.entries(all).map(([option, value]) => [`oidcRPMetaDataOptions${option}`, value]));
}

function toStorage(folder: string): object {
  const toFiles = (name: string): object => ({
    Directory: `${folder}/${name}`,
    LockDirectory: `${folder}/${name}/lock`,
    generateModule: "Lemonldap::NG::Common::Apache::Session::Generate::SHA256",
  });
  return {
    globalStorage: "Apache::Session::File",
    globalStorageOptions: toFiles("sessions"),
    persistentStorage: "Apache::Session::File",
    persistentStorageOptions: toFiles("persistent"),
    localSessionStorage: "Cache::FileCache",
    localSessionStorageOptions: { namespace: "interop", default_expires_in: 600, cache_root: `${folder}/cache` },
  };
}

const CLIENT = {
  AccessTokenJWT: 1,
  AdditionalAudiences: AUDIENCE,
  AllowClientCredentialsGrant: 1,
  AllowOffline: 1,
  AllowPasswordGrant: 1,
  BypassConsent: 1,
  IDTokenSignAlg: "RS256",
  RedirectUris: REDIRECT_URI,
  RefreshToken: 1,
  UserInfoSignAlg: "RS256",
};

const OPAQUE = { AccessTokenJWT: 0 };
const SHORT = { AccessTokenExpiration: 10 };

/** A setting of a client each: what its tokens are, for whom and for how long. */
const CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "orders-api": OPAQUE,
  jwt: {},
  "jwt-short": SHORT,
  "jwt-other-audience": { AdditionalAudiences: OTHER_AUDIENCE },
  "jwt-without-audience": { AdditionalAudiences: "" },
  "jwt-claims": { AccessTokenClaims: 1 },
  "jwt-rs512": { AccessTokenSignAlg: "RS512" },
  "jwt-hs256": { AccessTokenSignAlg: "HS256", IDTokenSignAlg: "HS256" },
  opaque: OPAQUE,
  "opaque-short": { ...OPAQUE, ...SHORT },
  "opaque-other": OPAQUE,
  unsigned: { ...OPAQUE, IDTokenSignAlg: "none" },
};

const DEMONSTRATION = {
  cfgAuthor: "interop",
  cfgDate: 1_700_000_000,
  authentication: "Demo",
  userDB: "Same",
  registerDB: "Null",
  passwordDB: "Null",
  domain: "127.0.0.1",
  cookieName: "lemonldap",
  key: "only for this run",
  demoExportedVars: { cn: "cn", mail: "mail", uid: "uid" },
  exportedVars: {},
  macros: { _whatToTrace: "$uid" },
  whatToTrace: "_whatToTrace",
  locationRules: {},
  exportedHeaders: {},
  // A log-in is one request, which is not counted.
  requireToken: 0,
  bruteForceProtection: 0,
  portalCheckLogins: 0,
};
