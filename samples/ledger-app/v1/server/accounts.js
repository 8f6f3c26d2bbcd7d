// Accounts and their balances. Deliberately vulnerable: a sample for scanners.
import fs from 'node:fs';

const accounts = {};

export function load(file) {
  const rows = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const row of rows) {
    accounts[row.id] = row;
  }
}

export function balanceOf(id) {
  return accounts[id]?.balance ?? 0;
}

export function update(id, field, value) {
  accounts[id][field] = value;
}

export function search(text) {
  const pattern = new RegExp('^.*' + text + '.*$', 'i');
  return Object.values(accounts).filter((account) => pattern.test(account.name));
}

export function save(file) {
  fs.writeFileSync(file, JSON.stringify(Object.values(accounts)));
}
