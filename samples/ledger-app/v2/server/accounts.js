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
  const needle = text.toLowerCase();
  return Object.values(accounts).filter((account) => account.name.toLowerCase().includes(needle));
}

export function save(file) {
  fs.writeFileSync(file, JSON.stringify(Object.values(accounts)));
}

export function importFrom(folder, name) {
  const lines = fs.readFileSync(`${folder}/${name}.csv`, 'utf8').split('\n');
  for (const line of lines) {
    const [id, owner, balance] = line.split(',');
    accounts[id] = { id, name: owner, balance: Number(balance) };
  }
}
