// Calls Fairlead's Security Information API with tokens that Atlassian's own library of Connect signs.
import assert from 'node:assert/strict';
import http from 'node:http';
import jwt from 'atlassian-jwt';

const { FAIRLEAD_HOST: host, FAIRLEAD_SECRET: secret } = process.env;
const root = '/rest/security/1.0';
const agent = new http.Agent({ keepAlive: true });

const tokenFor = (method, target, change = {}) => {
  const now = Math.floor(Date.now() / 1000);
  const qsh = jwt.createQueryStringHash(jwt.fromMethodAndUrl(method, target), false, '');
  return jwt.encodeSymmetric({ iss: 'com.example.scanner', iat: now, exp: now + 180, qsh, ...change.claims }, change.secret ?? secret, change.algorithm ?? 'HS256');
};

// As it is written: fetch would tidy the address.
const ask = (method, target, token, body) => new Promise((resolve, reject) => {
  const request = http.request(new URL(host), { method, path: target, agent, headers: { Authorization: `JWT ${token}`, ...(body && { 'Content-Type': 'application/json' }) } }, answer => {
    let text = '';
    answer.on('data', d => { text += d; }).on('end', () => resolve({ status: answer.statusCode, text }));
  });
  request.on('error', reject);
  request.end(body && JSON.stringify(body));
});

const call = (method, target, body) => ask(method, target, tokenFor(method, target), body);

const vulnerability = {
  schemaVersion: '1.0', id: 'a/b c&d', updateSequenceNumber: 1, containerId: 'acme', displayName: 'x', description: 'x', url: 'https://scanner.example/1', type: 'sca',
  introducedDate: '2026-01-31T09:30:00Z', lastUpdated: '2026-02-01T09:30:00Z', severity: { level: 'high' }, status: 'open',
};
assert.equal((await call('POST', `${root}/bulk`, { properties: { team: 'a,b c' }, vulnerabilities: [vulnerability] })).status, 202);
assert.equal(JSON.parse((await call('GET', `${root}/vulnerability/a%2Fb%20c%26d`)).text).id, vulnerability.id);
assert.equal((await call('POST', `${root}/linkedWorkspaces/bulk`, { workspaceIds: ['w1', 'w2'] })).status, 202);
assert.equal((await call('DELETE', `${root}/linkedWorkspaces/bulk?workspaceIds=w1,w2`)).status, 202);
assert.equal((await call('DELETE', `${root}/bulkByProperties?team=a%2Cb+c`)).status, 202);
assert.equal((await call('GET', `${root}/vulnerability/a%2Fb%20c%26d`)).status, 404);

// Whatever the path and the query, both sides hash the same: 404 is an answer to somebody who is let in.
let seed = 20261129;
const random = most => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
const pieces = ['a', 'B', '7', '-', '.', '_', '~', '%20', '%2F', '%26', '%3D', '%2B', '%C3%A4', '%F0%9F%98%80', '!', '*', "'", '(', ')', ':', '@', ',', '%2C', '%25', '%7B'];
const text = most => Array.from({ length: 1 + random(most) }, () => pieces[random(pieces.length)]).join('');
for (let i = 0; i < 300; i++) {
  const query = Array.from({ length: random(5) }, () => random(4) === 0 ? `a=${random(3)}` : random(5) === 0 ? `k${text(3)}` : `k${text(3)}=${random(6) === 0 ? 'x+y' : text(4)}`).join('&');
  // The library's parser of addresses writes an apostrophe in a path as %27 before it hashes; whoever uses it sends that.
  const target = `${root}/vulnerability/v${text(6).replaceAll("'", '%27')}${query && `?${query}`}`;
  const { status, text: answer } = await call('GET', target);
  assert.equal(status, 404, `${target}: ${answer}`);
}

const target = `${root}/linkedWorkspaces`;
assert.equal((await call('GET', target)).status, 200);
for (const change of [
  { algorithm: 'HS384' }, { algorithm: 'HS512' }, { secret: 'another' }, { claims: { exp: Math.floor(Date.now() / 1000) - 3600 } }, { claims: { iss: 'nobody' } },
  { claims: { iss: undefined } }, { claims: { qsh: 'context-qsh' } }, { claims: { aud: 'https://other.example' } },
])
  assert.equal((await ask('GET', target, tokenFor('GET', target, change))).status, 401, JSON.stringify(change));
assert.equal((await ask('GET', `${target}?a=1`, tokenFor('GET', target))).status, 401);
agent.destroy();
