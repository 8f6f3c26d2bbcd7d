// Statements as files. Deliberately vulnerable: a sample for scanners.
import { exec } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export function toPdf(name, done) {
  exec(`wkhtmltopdf /tmp/${name}.html /tmp/${name}.pdf`, done);
}

export function download(directory, name) {
  return fs.readFileSync(path.join(directory, name));
}

export function list(directory) {
  return fs.readdirSync(directory);
}

export function remove(directory, name) {
  fs.unlinkSync(directory + '/' + name);
}

export function archive(directory, done) {
  exec('tar czf /tmp/ledger.tgz ' + directory, done);
}
