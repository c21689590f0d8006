// The filter above the list of experiments. The page is whole without it.
(() => {
  const plain = (text) => text.toLowerCase().replaceAll("ё", "е");

  function start() {
    const form = document.querySelector("form.labbook-filter");
    const table = document.querySelector("table.labbook-index");
    if (!form || !table || !form.hidden) return;
    const rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      text: plain(row.textContent),
      verdict: row.dataset.verdict,
      tags: JSON.parse(row.dataset.tags),
    }));
    const fields = [...form.elements].filter((field) => field.name);
    const counter = form.querySelector("output");

    function filter() {
      const value = Object.fromEntries(fields.map((field) => [field.name, field.value]));
      const words = plain(value.q).split(/\s+/);
      let shown = 0;
      for (const { row, text, verdict, tags } of rows) {
        const fits =
          words.every((word) => text.includes(word)) &&
          (!value.verdict || verdict === value.verdict) &&
          (!value.tag || tags.includes(value.tag));
        row.hidden = !fits;
        shown += fits;
      }
      counter.textContent = `${counter.dataset.words}: ${shown} / ${rows.length}`;
    }

    function fromAddress() {
      const chosen = new URLSearchParams(location.hash.slice(1));
      for (const field of fields) field.value = chosen.get(field.name) ?? "";
      filter();
    }

    function toAddress() {
      const chosen = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
      const hash = new URLSearchParams(chosen).toString();
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
      filter();
    }

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", toAddress);
    addEventListener("hashchange", fromAddress);
    fromAddress();
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
  // Material swaps pages without loading them when `navigation.instant` is on.
  globalThis.document$?.subscribe(start);
})();
