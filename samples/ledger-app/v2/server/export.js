// Statements as files. Deliberately vulnerable: a sample for scanners.
import { execFile, exec } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export function toPdf(name, done) {
  execFile('wkhtmltopdf', ['/tmp/statement.html', '/tmp/statement.pdf'], done);
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

export function mail(address, file, done) {
  exec(`mail -A ${file} ${address}`, done);
}
