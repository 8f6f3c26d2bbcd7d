// A security provider as its makers build one, with Atlassian's own library, which verifies what the sandbox signs and signs what it sends.
// Each line on standard output is an event: {"event": …}. PORT is where it listens, CONNECT_KEYS_CDN_URL where installation keys are.
const express = require("express");
const ace = require("atlassian-connect-express");

const said = (event, more) => console.log(JSON.stringify({ event, ...more }));
const kept = new Map();
ace.store.register("kept", () => ({
  get: async (key, clientKey) => kept.get(`${clientKey} ${key}`) ?? null,
  set: async (key, value, clientKey) => (kept.set(`${clientKey} ${key}`, value), value),
  saveInstallation: async (value, clientKey) => (kept.set(`${clientKey} clientInfo`, value), value),
  del: async (key, clientKey) => kept.delete(`${clientKey} ${key}`),
  getAllClientInfos: async () => [...kept].filter(([key]) => key.endsWith(" clientInfo")).map(([, value]) => value),
}));

const port = Number(process.env.PORT);
const app = express();
app.set("env", "production");
app.use(express.json());
const silent = { info() {}, warn: (...words) => console.error(...words), error: (...words) => console.error(...words) };
const addon = ace(app, {
  config: {
    production: {
      port,
      product: "jira",
      localBaseUrl: `http://127.0.0.1:${port}`,
      whitelist: "127*0*0*1,127.0.0.1",
      store: { adapter: "kept" },
      watch: false,
    },
  },
}, silent);
app.use(addon.middleware());

const signed = addon.authenticate();
const container = { id: "team/shop", name: "Shop", url: "https://scanner.example/shop", avatarUrl: "https://scanner.example/shop.png", lastUpdatedDate: "2026-01-02T03:04:05+00:00" };
app.post("/security/workspaces", signed, (req, res) =>
  res.json({ workspaces: req.body.ids.map(String).filter(id => id === "team").map(id => ({ id, name: "The team", url: "https://scanner.example/team", avatarUrl: "" })) }));
app.post("/security/containers", signed, (req, res) =>
  res.json({ containers: req.body.ids.map(String).filter(id => id === container.id).map(() => container) }));
app.get("/security/containers/search", signed, (req, res) =>
  res.json({ containers: req.query.workspaceId === "team" && container.name.toLowerCase().includes((req.query.searchQuery ?? "").toLowerCase()) ? [container] : [] }));
for (const name of ["associated", "disassociated"])
  app.put(`/security/${name}`, signed, (req, res) => {
    said(name, { vulnerability: req.body.entity.id, issue: (req.body.associatedWith ?? req.body.disassociatedFrom).id });
    res.status(204).end();
  });
for (const name of ["enabled", "disabled"])
  app.post(`/${name}`, signed, (req, res) => {
    said(name);
    res.status(204).end();
    if (name === "enabled")
      submit(req.context.clientKey);
  });
app.post("/uninstalled", addon.authenticateInstall(), (req, res) => {
  said("uninstalled");
  res.status(204).end();
});

// Once it is enabled: before its answer to the installation is there, the site knows no secret of it, and refuses what it signs.
async function submit(clientKey) {
  const jira = addon.httpClient({ clientKey });
  const send = (method, url, json) => new Promise((done, failed) =>
    jira[method]({ url, json }, (error, response, body) => (error ? failed(error) : done({ status: response.statusCode, body }))));
  try {
    const workspaces = await send("post", "/rest/security/1.0/linkedWorkspaces/bulk", { workspaceIds: ["team"] });
    const one = {
      schemaVersion: "1.0", id: "shop/1", updateSequenceNumber: 1, containerId: container.id, displayName: "Old OpenSSL", description: "Update it.",
      url: "https://scanner.example/shop/1", type: "sca", introducedDate: "2026-01-02T03:04:05Z", lastUpdated: "2026-01-02T03:04:05.678+01:00",
      severity: { level: "high" }, identifiers: [{ displayName: "CVE-2026-0001", url: "https://scanner.example/cve" }], status: "open",
    };
    const submitted = await send("post", "/rest/security/1.0/bulk", {
      operationType: "SCAN", properties: { scan: "1" }, vulnerabilities: [one, { ...one, id: "shop/2", description: "x".repeat(5001) }],
    });
    const read = await send("get", "/rest/security/1.0/vulnerability/shop%2F1", true);
    const linked = await send("get", "/rest/security/1.0/linkedWorkspaces?b=2&a=1", true);
    said("submitted", { workspaces: workspaces.status, submitted, read, linked });
  } catch (error) {
    said("failed", { message: String(error) });
  }
}

app.listen(port, "127.0.0.1", () => said("listening"));
