// The statement page. Deliberately vulnerable: a sample for scanners.
export function show(statement) {
  document.querySelector('#title').textContent = statement.title;
  const table = document.querySelector('#rows');
  for (const row of statement.rows) {
    table.insertAdjacentHTML('beforeend', `<tr><td>${row.text}</td><td>${row.amount}</td></tr>`);
  }
}

export function note(text) {
  document.querySelector('#note').textContent = text;
}

export function refresh(seconds) {
  setTimeout(() => location.reload(), seconds * 1000);
}

export function sortBy(rows, column) {
  return rows.sort((a, b) => (a[column] > b[column] ? 1 : -1));
}

export function badge(element, state) {
  element.innerHTML = '<b>' + state + '</b>';
}
