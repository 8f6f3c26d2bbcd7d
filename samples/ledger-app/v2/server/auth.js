// Sessions and passwords. Deliberately vulnerable: a sample for scanners.
import crypto from 'node:crypto';

const sessions = new Map();

export function signIn(user, password) {
  const hash = crypto.scryptSync(password, user.salt, 32);
  if (crypto.timingSafeEqual(hash, user.passwordHash)) {
    const id = crypto.randomBytes(16).toString('hex');
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

export function checkPassword(request, password) {
  if (request.body.password === password) {
    return true;
  }
  return false;
}
