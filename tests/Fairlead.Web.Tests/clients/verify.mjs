// Reads with Atlassian's own library of Connect what Fairlead signs as an app: the calls stand in FAIRLEAD_CALLS as JSON, each with method, target and token.
import assert from 'node:assert/strict';
import jwt from 'atlassian-jwt';

const { FAIRLEAD_CALLS: calls, FAIRLEAD_SECRET: secret } = process.env;
for (const { method, target, token } of JSON.parse(calls)) {
  assert.equal(jwt.getAlgorithm(token), 'HS256');
  const claims = jwt.decodeSymmetric(token, secret, jwt.SymmetricAlgorithm.HS256);
  assert.equal(claims.iss, 'fairlead');
  assert.equal(claims.qsh, jwt.createQueryStringHash(jwt.fromMethodAndUrl(method, target), false, ''), `${method} ${target}`);
  assert.ok(claims.exp - claims.iat === 180, `${claims.iat} ${claims.exp}`);
  assert.throws(() => jwt.decodeSymmetric(token, `${secret}x`, jwt.SymmetricAlgorithm.HS256));
}
