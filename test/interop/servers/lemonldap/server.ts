import { generateKeyPairSync } from "node:crypto";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { lemonLdap } from "@ostiary/core/presets";
import { readDebianVersion } from "../../support/debian.js";
import {
  type Format,
  type Got,
  type InteropServer,
  type IssuedToken,
  OTHER_AUDIENCE,
  type RunningServer,
  type TokenRequest,
} from "../../support/server.js";
import { AUDIENCE, SECRET, type SigningKey, USER } from "./configuration.js";
import { createEndpoints, type Endpoints, type User } from "./endpoints.js";
import { issueFurther } from "./further-tokens.js";
import { issueOthers } from "./other-tokens.js";
import { getLemonLdap, type LemonLdap, startLemonLdap } from "./process.js";

/** The portal of LemonLDAP::NG, as Debian has it. */
export const server: InteropServer = { name: "lemonldap", title: "LemonLDAP::NG", get: getLemonLdap, start };

async function start({ place = "" }: Got): Promise<RunningServer> {
  const ours = await startLemonLdap(place);
  try {
    const other = await startLemonLdap(place);
    return {
      version: readDebianVersion(place, "liblemonldap-ng-portal-perl"),
      ...describe(ours, other),
      kill: ours.kill,
      restart: ours.restart,
      stop: async () => void (await Promise.all([ours.stop(), other.stop()])),
    };
  } catch (cause) {
    await ours.stop();
    throw cause;
  }
}

function describe(
  { portal, changeKey }: LemonLdap,
  other: LemonLdap,
): Omit<RunningServer, "version" | "kill" | "restart" | "stop"> {
  const endpoints = createEndpoints(portal);
  const issue = createIssuer(endpoints);
  return {
    audience: AUDIENCE,
    formats: ["jwt", "opaque"],
    issuerOptions: (format) => toIssuerOptions(portal, format),
    issue: issue.issue,
    otherTokens: () => issueOthers(endpoints, portal),
    furtherAccessTokens: () => issueFurther(endpoints, portal),
    async foreign(format) {
      const there = createIssuer(createEndpoints(other.portal));
      const { token, ...issued } = await there.issue({ format, scopes: ["api:read"] });
      const reason = format === "jwt" ? "unknown_issuer" : "token_inactive";
      const issuerOptions = toIssuerOptions(other.portal, format);
      return { what: "access token of another portal", token, reason, issued, issuerOptions };
    },
    revoke: issue.revoke,
    async rotateKeys() {
      await changeKey(createKey("young"));
      return { keepsOld: false };
    },
    expiredOpaque: "token_inactive",
    notApplicable: {
      "wrong audience": { format: "opaque", reason: "what it says of opaque tokens has no audience" },
    },
  };
}

/** Without an audience opaque tokens are for those who know the client. */
function toIssuerOptions(portal: string, format: Format): ReturnType<typeof lemonLdap> {
  if (format === "jwt") return lemonLdap({ portal });
  return lemonLdap({
    portal,
    introspectAs: { clientId: "orders-api", clientSecret: SECRET },
    clientIds: ["opaque", "opaque-short"],
    [dangerouslyAcceptMissingAudience]: true,
  });
}

/** JWTs are for machines. Opaque ones are for users: the server has no endpoint to revoke them, but their sessions end. */
function createIssuer(endpoints: Endpoints): Required<Pick<RunningServer, "issue" | "revoke">> {
  const users = new Map<string, User>();
  return {
    async issue(request) {
      const clientId = toClientId(request);
      if (request.format === "jwt") return issueToMachine(endpoints, clientId, request);
      const user = await endpoints.logIn();
      const scopes = ["openid", ...request.scopes];
      const { access_token: token } = await user.getTokens(clientId, scopes.join(" "));
      users.set(token, user);
      return { token, clientId, subject: USER, scopes };
    },
    revoke: async ({ token }) => users.get(token)?.logOut(),
  };
}

async function issueToMachine(
  { getToken }: Endpoints,
  clientId: string,
  { scopes }: TokenRequest,
): Promise<IssuedToken> {
  const form = { grant_type: "client_credentials", scope: scopes.join(" ") };
  const { access_token: token } = await getToken(clientId, form);
  return { token, clientId, subject: clientId, scopes };
}

function toClientId({ format, audience, lifetimeSeconds }: TokenRequest): string {
  if (audience === OTHER_AUDIENCE) return `${format}-other-audience`;
  return lifetimeSeconds === undefined ? format : `${format}-short`;
}

function createKey(id: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    id,
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}
