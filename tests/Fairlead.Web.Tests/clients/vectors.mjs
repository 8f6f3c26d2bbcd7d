// Prints requests, each with the hash that Atlassian's own library of Connect makes of it: lines of JSON, FAIRLEAD_COUNT of them, which the seed FAIRLEAD_SEED decides.
import jwt from 'atlassian-jwt';

const { FAIRLEAD_COUNT: count, FAIRLEAD_SEED: first } = process.env;
let seed = Number(first);
const random = most => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % most;
};
const pieces = ['a', 'B', '7', 'zz', '-', '.', '_', '~', '%20', '%2F', '%26', '%3D', '%2B', '%C3%A4', '%F0%9F%98%80', '!', '*', "'", '(', ')', ':', '@', ',', '%2C', '%25', '%7B', '$', ';'];
const text = most => Array.from({ length: 1 + random(most) }, () => pieces[random(pieces.length)]).join('');
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'get'];
const lines = [];
for (let i = 0; i < Number(count); i++) {
  const query = Array.from({ length: random(6) }, () => {
    switch (random(6)) {
      case 0: return `a=${random(3)}`;
      case 1: return `k${text(3)}`;
      case 2: return `k${text(2)}=x+y`;
      case 3: return `jwt=${text(2)}`;
      default: return `k${text(3)}=${random(4) === 0 ? '' : text(4)}`;
    }
  }).join('&');
  // The library's parser of addresses writes an apostrophe in a path as %27 before it hashes; whoever uses it sends that.
  const path = Array.from({ length: 1 + random(4) }, () => `/p${text(5)}`).join('').replaceAll("'", '%27') + (random(5) === 0 ? '/' : '');
  const [method, target] = [methods[random(methods.length)], `${path}${query && `?${query}`}`];
  lines.push(JSON.stringify([method, target, jwt.createQueryStringHash(jwt.fromMethodAndUrl(method, target), false, '')]));
}
console.log(lines.join('\n'));
