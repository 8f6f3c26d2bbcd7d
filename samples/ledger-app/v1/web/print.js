// The print view. Deliberately vulnerable: a sample for scanners.
export function print(html) {
  const view = window.open('');
  view.document.write(html);
  view.print();
}

export function link(element, target) {
  element.href = 'javascript:print("' + target + '")';
}
