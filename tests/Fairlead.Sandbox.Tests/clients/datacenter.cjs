// Drives the sandbox as Jira Data Center through jira-client.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const JiraApi = require('jira-client');

const url = new URL(process.env.SANDBOX_URL);
const jira = new JiraApi({
  protocol: 'http', host: url.hostname, port: url.port, base: url.pathname.replace(/^\/|\/$/g, ''), apiVersion: '2',
  username: process.env.SANDBOX_USER, password: process.env.SANDBOX_SECRET,
});

(async () => {
  const info = await jira.getServerInfo();
  assert.notEqual(info.deploymentType, 'Cloud');
  const me = await jira.getCurrentUser();
  assert.equal(me.name, process.env.SANDBOX_USER);
  assert.ok((await jira.listFields()).some(f => f.id === 'summary'));
  assert.equal((await jira.listPriorities()).length, 5);
  assert.ok((await jira.listStatus()).length >= 4);
  assert.equal((await jira.listProjects()).length, 4);
  assert.equal((await jira.getProject('SEC')).key, 'SEC');

  const created = await jira.addNewIssue({
    fields: {
      project: { key: 'SEC' }, issuetype: { name: 'Bug' }, summary: 'Created through jira-client',
      description: 'h2. Heading\ntext', labels: ['jira-client'], components: [{ name: 'api' }],
    },
  });
  const issue = await jira.getIssue(created.key, null, 'changelog');
  assert.equal(issue.fields.description, 'h2. Heading\ntext');
  assert.equal(issue.fields.components[0].name, 'api');
  assert.equal(await jira.findIssue(created.id).then(i => i.key), created.key);
  await jira.updateIssue(created.key, { fields: { priority: { name: 'Low' } }, update: { labels: [{ add: 'second' }] } });
  await jira.updateAssignee(created.key, me.name);

  const { transitions } = await jira.listTransitions(created.key);
  await jira.transitionIssue(created.key, { transition: { id: transitions.find(t => t.name === 'Done').id } });
  assert.equal((await jira.getIssue(created.key)).fields.resolution.name, 'Done');

  const comment = await jira.addComment(created.key, 'Hello *there*');
  await jira.updateComment(created.key, comment.id, 'Hello again');
  assert.equal((await jira.getComments(created.key)).comments[0].body, 'Hello again');
  await jira.createRemoteLink(created.key, { globalId: 'g1', object: { url: 'https://example.com/1', title: 'One' } });
  assert.equal((await jira.getRemoteLinks(created.key))[0].globalId, 'g1');
  await jira.addWorklog(created.key, { timeSpent: '1h 30m', comment: 'looked' });

  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-')), 'report.txt');
  fs.writeFileSync(file, 'report');
  const attached = await jira.addAttachmentOnIssue(created.key, fs.createReadStream(file));
  assert.equal(attached[0].filename, 'report.txt');
  assert.equal(String(await jira.downloadAttachment({ id: attached[0].id, filename: 'report.txt' })), 'report');

  const other = await jira.addNewIssue({ fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'Other' } });
  await jira.issueLink({ type: { name: 'Relates' }, inwardIssue: { key: created.key }, outwardIssue: { key: other.key } });
  const found = await jira.searchJira('project = SEC AND labels = jira-client ORDER BY created DESC', { fields: ['summary'] });
  assert.equal(found.total, 1);
  await assert.rejects(jira.searchJira('nonsense = 1'), e => /does not exist/.test(e.message));
  await assert.rejects(
    jira.addNewIssue({ fields: { project: { key: 'SEC' }, issuetype: { name: 'Bug' }, summary: 'a\nb' } }),
    e => /newline/.test(e.message));
  await jira.deleteIssue(other.key);
  await assert.rejects(jira.findIssue(other.key), e => /Issue Does Not Exist/.test(e.message));
  console.log('jira-client is content');
})().catch(e => { console.error(e.message); process.exit(1); });
