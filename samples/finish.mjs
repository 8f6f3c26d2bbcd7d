// Does to a SARIF file of ESLint what a CI upload step does: paths relative to the application, a fingerprint of each line
// (the text, not the number), when and of what the scan was. Results, rules and messages stay as ESLint wrote them.
// usage: node finish.mjs IN.sarif OUT.sarif APPLICATION-FOLDER REVISION
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [input, output, folder, revision] = process.argv.slice(2);
const root = pathToFileURL(path.resolve(folder) + '/').href;
const log = JSON.parse(fs.readFileSync(input, 'utf8'));
const relative = (uri) => (uri.startsWith(root) ? uri.slice(root.length) : uri);

for (const run of log.runs) {
  for (const artifact of run.artifacts ?? []) {
    artifact.location.uri = relative(artifact.location.uri);
  }

  const seen = new Map();
  for (const result of run.results) {
    for (const location of result.locations) {
      const place = location.physicalLocation;
      place.artifactLocation.uri = relative(place.artifactLocation.uri);
      place.artifactLocation.uriBaseId = 'SRCROOT';
      const lines = fs.readFileSync(path.join(folder, place.artifactLocation.uri), 'utf8').split('\n');
      const line = lines[place.region.startLine - 1].trim();
      const key = [result.ruleId, place.artifactLocation.uri, line].join('\n');
      seen.set(key, (seen.get(key) ?? 0) + 1);
      const hash = createHash('sha256').update(line).digest('hex').slice(0, 16);
      result.partialFingerprints = { 'primaryLocationLineHash/v1': `${hash}:${seen.get(key)}` };
    }
  }

  run.automationDetails = { id: `ledger-app/eslint/${revision}` };
  run.versionControlProvenance = [
    { repositoryUri: 'https://git.example.com/acme/ledger-app', branch: 'main', revisionId: revision },
  ];
  run.invocations = [{ executionSuccessful: true, endTimeUtc: new Date().toISOString() }];
}

fs.writeFileSync(output, JSON.stringify(log, null, 2) + '\n');
