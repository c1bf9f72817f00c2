// Search over the index beside the page, and the language switch that keeps the reader's place.
"use strict";
(() => {
  const fold = text => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replaceAll("œ", "oe").replaceAll("æ", "ae");
  const joined = text => text.replace(/[^0-9a-z]/g, ""); // "exi05" finds EXI 05, "a524" finds A.5.24
  // Endings of number and gender in both languages, as light stemmers take them off (Savoy, "A stemming procedure
  // and stopword list for general French corpora", 1999; Harman, "How effective is suffixing?", 1991).
  const stem = word => word.length < 4 ? word : word
    .replace(/ies$/, "y").replace(/eaux$/, "eau").replace(/aux$/, "al").replace(/[sx]$/, "").replace(/(?<=.{3})e{1,2}$/, "");
  const languages = document.querySelectorAll("a.language");
  const keepPlace = () => {
    for (const link of languages) link.hash = location.hash;
  };
  window.addEventListener("hashchange", keepPlace);
  keepPlace();

  // the menu is longer than the window: it shows where the reader is
  const here = document.querySelector("nav [aria-current]");
  const menu = here && [here.closest("nav"), here.closest(".side")].find(each => each.scrollHeight > each.clientHeight);
  if (menu) menu.scrollTop += here.getBoundingClientRect().top - menu.getBoundingClientRect().top - menu.clientHeight / 3;

  // a row inside a closed group is shown when a link leads to it, and what it lists
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let group = target && target.closest("details"); group; group = group.parentElement.closest("details")) group.open = true;
    for (const list of target ? target.querySelectorAll("details") : []) list.open = true;
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
  // made when first asked for: every entry with its words as they are written and without their endings
  const split = text => fold(text).match(/[0-9a-z]+/g) || [];
  const SHOWN = 20;
  let entries;
  const prepared = () => entries ??= index.map(entry => {
    const words = [...split(entry[2]), ...entry[4].split(" ")];
    return { entry, title: fold(entry[2]), name: joined(fold(entry[2])), text: ` ${words.join(" ")} ${words.map(stem).join(" ")}` };
  });
  const rank = (typed, words, { title, name, text }) => {
    const named = title.match(/[0-9a-z]+/g) || [];
    const whole = joined(typed);
    let points = name === whole ? 30 : name.startsWith(whole) ? 20 : title.includes(` ${typed}`) ? 10 : 0;
    for (const word of words) {
      if (named.some(each => each.startsWith(word))) points += 6;
      else if (name.includes(word)) points += 3;
      else if (text.includes(` ${word}`)) points += 2;
      else if (text.includes(` ${stem(word)}`)) points += 1;
      else return 0;
    }
    return points;
  };
  field.addEventListener("input", () => {
    const words = split(field.value);
    const typed = fold(field.value).trim();
    const found = words.length === 0 ? [] : prepared()
      .map((each, place) => ({ entry: each.entry, place, points: rank(typed, words, each) }))
      .filter(each => each.points > 0)
      .sort((a, b) => b.points - a.points || a.place - b.place);
    list.replaceChildren(...found.slice(0, SHOWN).map(({ entry: [page, id, title, context] }) => {
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
  // the arrows lead from the field through the results and back
  document.querySelector("search").addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
})();
