import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "../../support/child.js";
import { startOnFreePorts } from "../../support/free-ports.js";
import { createDataFolder } from "../../support/places.js";

/** One Hydra that listens on two ports. */
export interface Hydra extends Pick<Child, "kill" | "restart"> {
  /** `urls.self.issuer`, which is where clients and users go. */
  readonly issuer: string;
  /** Where applications of the operator go. */
  readonly adminUrl: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Settings of Hydra's file, as its documentation names them. */
export type HydraSettings = Readonly<Record<string, unknown>>;

/** What one Hydra is started with. `store`: in a file it is still there when Hydra is killed. */
export interface HydraOptions {
  readonly store: "file" | "memory";
  readonly settings?: HydraSettings;
}

/** Starts Hydra. */
export function startHydra(binary: string, options: HydraOptions): Promise<Hydra> {
  return startOnFreePorts(2, (ports) => startAt(ports, binary, options));
}

async function startAt(
  [publicPort = 0, adminPort = 0]: readonly number[],
  binary: string,
  { store, settings = {} }: HydraOptions,
): Promise<Hydra> {
  const folder = createDataFolder("hydra");
  const issuer = `http://127.0.0.1:${publicPort}`;
  const file = join(folder, "hydra.json");
  const dsn = store === "memory" ? "memory" : `sqlite://${join(folder, "hydra.sqlite")}?${SQLITE}`;
  writeFileSync(file, JSON.stringify({ ...toSettings(issuer, { publicPort, adminPort }), dsn, ...settings }));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    if (store === "file") await promisify(execFile)(binary, ["migrate", "sql", "-e", "--yes", "-c", file]);
    const child = await startChild({
      command: binary,
      // Without --dev it takes no http.
      args: ["serve", "all", "--dev", "-c", file],
      cwd: folder,
      readyUrl: `${issuer}/.well-known/openid-configuration`,
    });
    return {
      issuer,
      adminUrl: `http://127.0.0.1:${adminPort}`,
      kill: child.kill,
      restart: child.restart,
      async stop() {
        await child.stop();
        remove();
      },
    };
  } catch (cause) {
    remove();
    throw cause;
  }
}

/** The applications for login, consent and logout are this process, which answers for them at the admin port: see `code-flow.ts`. */
function toSettings(
  issuer: string,
  { publicPort, adminPort }: { readonly publicPort: number; readonly adminPort: number },
): HydraSettings {
  const host = "127.0.0.1";
  return {
    serve: { public: { host, port: publicPort }, admin: { host, port: adminPort } },
    urls: {
      self: { issuer },
      login: `${issuer}/login`,
      consent: `${issuer}/consent`,
      logout: `${issuer}/logout`,
      post_logout_redirect: `${issuer}/logged-out`,
    },
    secrets: { system: ["only for this run, and long enough"] },
    log: { level: "warn" },
    sqa: { opt_out: true },
  };
}

/** What is read does not wait for what is written; what is written, see `wire.ts`. */
const SQLITE = "_fk=true&_journal_mode=WAL";
