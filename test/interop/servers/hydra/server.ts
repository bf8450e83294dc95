import { oryHydra } from "@ostiary/core/presets";
import type { ForeignToken, Format, InteropServer, IssuedToken, RunningServer } from "../../support/server.js";
import { getHydra, HYDRA_VERSION } from "./build.js";
import { ACCESS_TOKEN_KEYS, AUDIENCE, createMachine, getMachineToken } from "./clients.js";
import { type Hydras, issueFurtherTokens } from "./further-tokens.js";
import { issueOtherTokens } from "./other-tokens.js";
import { type Hydra, startHydra } from "./process.js";
import { callJson, postForm, type Secret } from "./wire.js";

/** Ory Hydra, the program itself. */
export const server: InteropServer = {
  name: "hydra",
  title: "Ory Hydra",
  get: getHydra,
  async start({ place = "" }) {
    const hydras = await startAll(place);
    const { plain } = hydras;
    const machines = createMachines(plain);
    return {
      version: HYDRA_VERSION.slice(1),
      audience: AUDIENCE,
      formats: ["jwt", "opaque"],
      issuerOptions: (format) => toIssuerOptions(plain, format),
      issue: ({ format, scopes, audience = AUDIENCE, lifetimeSeconds }) =>
        machines.issue(format, { scopes, audience, lifetimeSeconds }),
      otherTokens: () => issueOtherTokens(plain),
      furtherAccessTokens: () => issueFurtherTokens(hydras),
      foreign: (format) => issueForeign(hydras.strings, format),
      revoke: (issued) => machines.revoke(issued),
      rotateKeys: () => rotateKeys(plain),
      expiredOpaque: "token_inactive",
      notApplicable: {},
      kill: plain.kill,
      restart: plain.restart,
      stop: async () => void (await Promise.all(Object.values<Hydra>({ ...hydras }).map((hydra) => hydra.stop()))),
    } satisfies RunningServer;
  },
};

async function startAll(binary: string): Promise<Hydras> {
  const started: Hydra[] = [];
  const start = async (options: Parameters<typeof startHydra>[1]): Promise<Hydra> => {
    const hydra = await startHydra(binary, options);
    started.push(hydra);
    return hydra;
  };
  const startWithJwts = (scopeClaim: string): Promise<Hydra> =>
    start({ store: "memory", settings: { strategies: { access_token: "jwt", jwt: { scope_claim: scopeClaim } } } });
  try {
    return {
      plain: await start({ store: "file" }),
      strings: await startWithJwts("string"),
      both: await startWithJwts("both"),
    };
  } catch (cause) {
    await Promise.all(started.map((hydra) => hydra.stop()));
    throw cause;
  }
}

function toIssuerOptions({ issuer, adminUrl }: Hydra, format: Format): ReturnType<typeof oryHydra> {
  return format === "jwt" ? oryHydra({ issuer, tokenFormat: "jwt" }) : oryHydra({ issuer, adminUrl });
}

interface MachineRequest {
  readonly scopes: readonly string[];
  readonly audience: string;
  readonly lifetimeSeconds: number | undefined;
}

interface Machines {
  issue(format: Format, request: MachineRequest): Promise<IssuedToken>;
  revoke(issued: IssuedToken): Promise<void>;
}

/** A client for each format and lifetime, made when it is first needed. */
function createMachines(hydra: Hydra): Machines {
  const made = new Map<string, Promise<Secret>>();
  const find = (format: Format, lifetimeSeconds: number | undefined): Promise<Secret> => {
    const name = `${format} ${String(lifetimeSeconds)}`;
    const client = made.get(name) ?? createMachine(hydra, format, lifetimeSeconds);
    made.set(name, client);
    return client;
  };
  return {
    async issue(format, { scopes, audience, lifetimeSeconds }) {
      const client = await find(format, lifetimeSeconds);
      const token = await getMachineToken(hydra, client, { scopes, audience });
      return { token, subject: client.clientId, clientId: client.clientId, scopes };
    },
    async revoke({ token, clientId }) {
      const clients = await Promise.all(made.values());
      const client = clients.find((candidate) => candidate.clientId === clientId);
      if (client === undefined) throw new Error("not a token of ours");
      await postForm(`${hydra.issuer}/oauth2/revoke`, { token }, client);
    },
  };
}

async function issueForeign(hydra: Hydra, format: Format): Promise<ForeignToken> {
  const client = await createMachine(hydra, format);
  const token = await getMachineToken(hydra, client, { scopes: ["api:read"], audience: AUDIENCE });
  const what = "access token of another Hydra";
  const { clientId } = client;
  return {
    ...{ what, token, reason: format === "jwt" ? "unknown_issuer" : "token_inactive" },
    issued: { subject: clientId, clientId, scopes: ["api:read"] },
    issuerOptions: toIssuerOptions(hydra, format),
  };
}

/** Another key beside the former, which is used from then on. */
async function rotateKeys({ adminUrl }: Hydra): Promise<{ readonly keepsOld: boolean }> {
  await callJson("POST", `${adminUrl}${ACCESS_TOKEN_KEYS}`, { alg: "RS256", use: "sig", kid: "" });
  return { keepsOld: true };
}
