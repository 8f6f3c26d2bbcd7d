// Booking rules that users write. Deliberately vulnerable: a sample for scanners.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const operators = new Map([
  ['>', (left, right) => left > right],
  ['<', (left, right) => left < right],
]);

export function evaluate(rule, booking) {
  return operators.get(rule.operator)(booking.amount, rule.amount);
}

export function plugin(name) {
  return require('./plugins/' + name);
}

export function isIban(text) {
  return /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text);
}

export function isAmount(text) {
  return /^(\d+)+(\.\d{2})?$/.test(text);
}
