// Search over the index beside the page, and the language switch that keeps the reader's place.
"use strict";
(() => {
  const fold = text => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const languages = document.querySelectorAll("a.language");
  const keepPlace = () => {
    for (const link of languages) link.hash = location.hash;
  };
  window.addEventListener("hashchange", keepPlace);
  keepPlace();

  // a row inside a closed group is shown when a link leads to it
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let group = target && target.closest("details"); group; group = group.parentElement.closest("details")) group.open = true;
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();

  const index = window.searchIndex;
  const field = document.getElementById("search-field");
  if (!index || !field) return;
  document.querySelector("search").hidden = false;
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const rank = (words, title, entry) => {
    const text = ` ${entry[4]}`;
    let points = 0;
    for (const word of words) {
      if (title.includes(word)) points += title.startsWith(word) ? 8 : 4;
      else if (text.includes(` ${word}`)) points += 1;
      else return 0;
    }
    return points;
  };
  field.addEventListener("input", () => {
    const words = fold(field.value).match(/[0-9a-z]+/g) || [];
    const found = words.length === 0 ? [] : index
      .map((entry, place) => ({ entry, place, points: rank(words, fold(entry[2]), entry) }))
      .filter(each => each.points > 0)
      .sort((a, b) => b.points - a.points || a.place - b.place)
      .slice(0, 20);
    list.replaceChildren(...found.map(({ entry: [page, id, title, context] }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${page}.html#${id}`;
      link.textContent = title;
      const place = document.createElement("span");
      place.className = "muted";
      place.textContent = ` ${context}`;
      item.append(link, place);
      return item;
    }));
    status.textContent = words.length === 0 ? "" : found.length ? `${status.dataset.some} ${found.length}` : status.dataset.none;
  });
})();
