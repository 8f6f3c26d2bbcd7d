// Drives the sandbox as Jira Cloud through jira.js, which checks every answer against its own schema of Jira.
import assert from 'node:assert/strict';
import { createCloudClient, isNotFoundError } from 'jira.js';

const { SANDBOX_URL: host, SANDBOX_USER: email, SANDBOX_SECRET: apiToken } = process.env;
const jira = createCloudClient({ host, auth: { type: 'basic', email, apiToken }, onSchemaMismatch: 'throw' });
const doc = text => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

const info = await jira.serverInfo.getServerInfo();
assert.equal(info.deploymentType, 'Cloud');
const me = await jira.myself.getCurrentUser();
assert.ok(me.accountId);

const permissions = await jira.permissions.getMyPermissions({ permissions: 'BROWSE_PROJECTS,CREATE_ISSUES', projectKey: 'SEC' });
assert.equal(permissions.permissions.CREATE_ISSUES.havePermission, true);

const projects = await jira.projects.searchProjects({});
assert.deepEqual(projects.values.map(p => p.key), ['OPS', 'PAY', 'SEC', 'WEB']);
const project = await jira.projects.getProject({ projectIdOrKey: 'SEC' });
await jira.projects.getAllStatuses({ projectIdOrKey: 'SEC' });
const meta = await jira.issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: 'SEC' });
const bug = meta.issueTypes.find(t => t.name === 'Bug');
const fields = await jira.issues.getCreateIssueMetaIssueTypeId({ projectIdOrKey: 'SEC', issueTypeId: bug.id, maxResults: 200 });
assert.ok(fields.fields.some(f => f.fieldId === 'labels'));
await jira.issueFields.getFields();
await jira.issuePriorities.searchPriorities({});

const created = await jira.issues.createIssue({
  fields: {
    project: { id: project.id },
    issuetype: { id: bug.id },
    summary: 'Created through jira.js',
    description: doc('A description'),
    labels: ['jira-js', 'marker-1'],
    priority: { name: 'High' },
    customfield_10052: 7.5,
    customfield_10054: { value: 'High' },
    customfield_10056: { value: 'Server', child: { value: 'Linux' } },
  },
  properties: [{ key: 'fairlead', value: { marker: 'marker-1' } }],
});
const bulk = await jira.issues.createIssues({
  issueUpdates: [1, 2, 3].map(n => ({
    fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: n === 2 ? 'two\nlines' : `Bulk ${n}` },
  })),
});
assert.equal(bulk.issues.length, 2);
assert.equal(bulk.errors[0].failedElementNumber, 1);

const issue = await jira.issues.getIssue({ issueIdOrKey: created.key });
assert.equal(issue.fields.summary, 'Created through jira.js');
assert.equal(issue.fields.description.type, 'doc');
await jira.issues.editIssue({ issueIdOrKey: created.key, fields: { summary: 'Changed' }, update: { labels: [{ add: 'more' }] } });
await jira.issues.assignIssue({ issueIdOrKey: created.key, accountId: me.accountId });

const open = await jira.issues.getTransitions({ issueIdOrKey: created.key, expand: 'transitions.fields' });
const done = open.transitions.find(t => t.to.statusCategory.key === 'done');
await jira.issues.doTransition({ issueIdOrKey: created.key, transition: { id: done.id } });
const log = await jira.issues.getChangeLogs({ issueIdOrKey: created.key });
assert.ok(log.values.some(h => h.items.some(i => i.field === 'status')));

const comment = await jira.issueComments.addComment({ issueIdOrKey: created.key, body: doc('Hello') });
await jira.issueComments.updateComment({ issueIdOrKey: created.key, id: comment.id, body: { body: doc('Hello again') } });
const comments = await jira.issueComments.getComments({ issueIdOrKey: created.key });
assert.equal(comments.total, 1);

const link = { globalId: 'system=fairlead&id=1', object: { url: 'https://example.com/1', title: 'Finding 1' } };
await jira.issueRemoteLinks.createOrUpdateRemoteIssueLink({ issueIdOrKey: created.key, ...link });
await jira.issueRemoteLinks.createOrUpdateRemoteIssueLink({ issueIdOrKey: created.key, ...link });
assert.equal((await jira.issueRemoteLinks.getRemoteIssueLinks({ issueIdOrKey: created.key })).length, 1);
await jira.issueLinks.linkIssues({
  type: { name: 'Duplicate' }, inwardIssue: { key: created.key }, outwardIssue: { key: bulk.issues[0].key },
});
await jira.issueProperties.setIssueProperty({ issueIdOrKey: created.key, propertyKey: 'p', body: { n: 1 } });
const property = await jira.issueProperties.getIssueProperty({ issueIdOrKey: created.key, propertyKey: 'fairlead' });
assert.equal(property.value.marker, 'marker-1');
const attached = await jira.issueAttachments.addAttachment({
  issueIdOrKey: created.key, attachments: { filename: 'report.txt', content: Buffer.from('report') },
});
assert.equal(attached[0].size, 6);

const found = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({ jql: 'labels = "marker-1"', fields: ['summary', 'status'] });
assert.equal(found.issues.length, 1);
assert.equal(found.issues[0].fields.status.statusCategory.key, 'done');
const count = await jira.issueSearch.countIssues({ jql: 'project = SEC' });
assert.equal(count.count, 3);
const fetched = await jira.issues.bulkFetchIssues({ issueIdsOrKeys: [created.key, 'NONE-1'], fields: ['summary'] });
assert.equal(fetched.issues.length, 1);
await jira.issues.getBulkChangelogs({ issueIdsOrKeys: [created.key] });
await jira.userSearch.findAssignableUsers({ project: 'SEC' });
const last = await jira.issues.getIssue({ issueIdOrKey: created.key, expand: 'changelog,renderedFields,names' });
assert.equal(last.fields.issuelinks[0].outwardIssue.key, bulk.issues[0].key);
await jira.issues.deleteIssue({ issueIdOrKey: bulk.issues[1].key });
await assert.rejects(jira.issues.getIssue({ issueIdOrKey: bulk.issues[1].key }), e => isNotFoundError(e));
console.log('jira.js is content');
