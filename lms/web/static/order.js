// Putting things in order: a position that is taken changes hands.

for (const group of document.querySelectorAll("[data-order]")) {
  const selects = [...group.querySelectorAll("select")];
  const status = group.querySelector("[data-order-status]");
  const before = new Map(selects.map((select) => [select, select.value]));

  group.addEventListener("change", ({ target }) => {
    const other = selects.find((select) => select !== target && select.value === target.value);
    if (target.value && other) {
      other.value = before.get(target);
      before.set(other, other.value);
      const words = other.labels[0].textContent;
      status.textContent = other.value ? `${words}: now ${other.value}` : `${words}: no place yet`;
    }
    before.set(target, target.value);
  });
}
