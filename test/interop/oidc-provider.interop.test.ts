import { server } from "./servers/oidc-provider/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
