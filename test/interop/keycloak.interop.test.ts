import { server } from "./servers/keycloak/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
