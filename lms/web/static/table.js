// Tick lists: one box for all, and how many are ticked.

for (const list of document.querySelectorAll("[data-ticks]")) {
  const all = list.querySelector("[data-tick-all]");
  const count = list.querySelector("[data-tick-count]");
  const boxes = [...list.querySelectorAll("input[type=checkbox]")].filter((box) => box !== all);

  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = `${ticked} of ${boxes.length}`;
    if (!all) return;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  list.addEventListener("change", ({ target }) => {
    if (target === all) for (const box of boxes) if (!box.disabled) box.checked = all.checked;
    tell();
  });
  if (all) all.closest("[hidden]")?.removeAttribute("hidden");
  tell();
}
