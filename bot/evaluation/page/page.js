"use strict";
(() => {
  const order = ["unfounded", "wrong", "withheld", "unscored", "right", "missing"];
  const form = document.querySelector(".filters");
  const list = document.getElementById("rows");
  const nothing = document.getElementById("nothing");
  const told = form.querySelector("output");
  const fields = form.elements;
  const rows = Array.from(list.children, (item) => ({
    item,
    kind: item.dataset.class,
    verdicts: item.dataset.verdicts.split(" "),
    differs: "differs" in item.dataset,
    text: null,
  }));
  let sortedBy = "";

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const textOf = (row) => (row.text ??= plain(row.item.textContent));

  function matches(row, wanted) {
    const verdicts = wanted.pipeline === "" ? row.verdicts : [row.verdicts[wanted.pipeline]];
    return (
      (wanted.class === "" || row.kind === wanted.class) &&
      (wanted.verdict === "" || verdicts.includes(wanted.verdict)) &&
      (!wanted.differ || row.differs) &&
      wanted.words.every((word) => textOf(row).includes(word))
    );
  }

  // The worst verdicts of the pipeline looked at come first.
  function sortBy(pipeline) {
    if (pipeline === sortedBy) return;
    sortedBy = pipeline;
    const rank = (row) => (pipeline === "" ? 0 : order.indexOf(row.verdicts[pipeline]));
    list.append(...rows.toSorted((a, b) => rank(a) - rank(b)).map((row) => row.item));
  }

  function apply() {
    const wanted = {
      class: fields.class.value,
      verdict: fields.verdict.value,
      pipeline: fields.pipeline.value,
      differ: fields.differ?.checked ?? false,
      words: plain(fields.q.value).split(/\s+/).filter(Boolean),
    };
    sortBy(wanted.pipeline);
    let shown = 0;
    for (const row of rows) {
      const fits = matches(row, wanted);
      row.item.hidden = !fits;
      shown += fits;
    }
    told.value = `${shown} of ${rows.length}`;
    nothing.hidden = shown > 0;
  }

  // The filters stand in the address, so that a view of the questions can be passed on.
  function remember() {
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) wanted.set(name, value);
    const before = location.hash.startsWith("#questions&") ? "#questions" : location.hash || "#questions";
    history.replaceState(null, "", wanted.size ? `#questions&${wanted}` : before);
  }

  function recall() {
    if (!location.hash.startsWith("#questions&")) return;
    const wanted = new URLSearchParams(location.hash.slice("#questions&".length));
    for (const name of ["q", "class", "pipeline", "verdict"]) {
      fields[name].value = wanted.get(name) ?? "";
      if (fields[name].selectedIndex === -1) fields[name].value = "";
    }
    if (fields.differ) fields.differ.checked = wanted.has("differ");
    document.getElementById("questions").scrollIntoView();
  }

  // A link to one question opens it, whatever the filters hide.
  function openLinked() {
    const row = rows.find(({ item }) => `#${item.id}` === location.hash);
    if (!row) return;
    if (row.item.hidden) (form.reset(), apply());
    row.item.querySelector("details").open = true;
    row.item.scrollIntoView({ behavior: "instant" });
  }

  form.addEventListener("input", () => (apply(), remember()));
  form.addEventListener("reset", () => setTimeout(() => (apply(), remember())));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => (recall(), apply(), openLinked()));
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    fields.q.focus();
  });
  form.hidden = false;
  recall();
  apply();
  openLinked();
})();
