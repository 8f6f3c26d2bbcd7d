import { exec } from 'node:child_process';
import fs from 'node:fs';

export function remind(account, done) {
  exec(`sendmail ${account.mail} < /tmp/reminder.txt`, done);
}

export function reminderText(language) {
  return fs.readFileSync(`texts/reminder-${language}.txt`, 'utf8');
}
