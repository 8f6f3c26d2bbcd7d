// Booking rules that users write. Deliberately vulnerable: a sample for scanners.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function evaluate(rule, booking) {
  return eval('(' + rule + ')')(booking);
}

export function compile(expression) {
  return new Function('booking', 'return ' + expression);
}

export function plugin(name) {
  return require('./plugins/' + name);
}

export function isIban(text) {
  return /^([A-Z]{2}[0-9]{2}([A-Z0-9]+)*)+$/.test(text);
}

export function isAmount(text) {
  return /^(\d+)+(\.\d{2})?$/.test(text);
}
