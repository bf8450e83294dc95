import { server } from "./servers/better-auth/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
