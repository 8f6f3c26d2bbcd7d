// Drives Fairlead as Jira's Security Information API through jira.js, which checks every answer against its own schema of Jira.
import assert from 'node:assert/strict';
import { createAgileClient, isNotFoundError } from 'jira.js';

const { FAIRLEAD_HOST: host, FAIRLEAD_SECRET: token } = process.env;
const { securityInformation: jira } = createAgileClient({ host, auth: { type: 'bearer', token }, onSchemaMismatch: 'throw' });
const vulnerability = id => ({
  schemaVersion: '1.0',
  id,
  updateSequenceNumber: 1,
  containerId: 'github.com/acme/shop',
  displayName: 'CVE-2026-1234 in left-pad',
  description: '**left-pad** reads too far.',
  url: 'https://scanner.example/v/1',
  type: 'sca',
  introducedDate: '2026-01-31T09:30:00Z',
  lastUpdated: '2026-02-01T09:30:00Z',
  severity: { level: 'high' },
  identifiers: [{ displayName: 'CWE-125', url: 'https://cwe.example/125' }],
  status: 'open',
  additionalInfo: { content: 'exploited', url: 'https://scanner.example/x' },
  addAssociations: [{ associationType: 'issueIdOrKeys', values: ['SEC-1'] }],
});

await jira.submitWorkspaces({ workspaceIds: ['111-222-333', '444-555-666'] });
assert.deepEqual((await jira.getLinkedWorkspaces()).workspaceIds, ['111-222-333', '444-555-666']);
assert.equal((await jira.getLinkedWorkspaceById({ workspaceId: '111-222-333' })).workspaceId, '111-222-333');
await jira.deleteLinkedWorkspaces({ workspaceIds: ['111-222-333', '444-555-666'] });
assert.deepEqual((await jira.getLinkedWorkspaces()).workspaceIds, []);

const answer = await jira.submitVulnerabilities({
  operationType: 'NORMAL',
  properties: { accountId: 'account-123', createdBy: 'user-456' },
  vulnerabilities: [vulnerability('v-1'), vulnerability('v-2'), { ...vulnerability('v-3'), displayName: 'x'.repeat(256) }],
  providerMetadata: { product: 'jira.js' },
});
assert.deepEqual(answer.acceptedVulnerabilities, ['v-1', 'v-2']);
assert.match(answer.failedVulnerabilities['v-3'][0].message, /^displayName: /);
assert.equal((await jira.getVulnerabilityById({ vulnerabilityId: 'v-1' })).addAssociations[0].values[0], 'SEC-1');

await jira.deleteVulnerabilityById({ vulnerabilityId: 'v-1' });
await assert.rejects(jira.getVulnerabilityById({ vulnerabilityId: 'v-1' }), isNotFoundError);
await jira.deleteVulnerabilitiesByProperty({ accountId: 'account-123', createdBy: 'user-456' });
await assert.rejects(jira.getVulnerabilityById({ vulnerabilityId: 'v-2' }), isNotFoundError);
