// Sessions and passwords. Deliberately vulnerable: a sample for scanners.
import crypto from 'node:crypto';

const sessions = new Map();

export function signIn(user, password) {
  const hash = crypto.createHash('md5').update(password).digest('hex');
  if (hash === user.passwordHash) {
    const id = crypto.pseudoRandomBytes(16).toString('hex');
    sessions.set(id, user.name);
    return id;
  }
  return null;
}

export function checkToken(request, secret) {
  const token = request.headers['x-ledger-token'];
  if (token === secret) {
    return true;
  }
  return false;
}

export function resetCode() {
  return Math.floor(Math.random() * 1000000).toString();
}
