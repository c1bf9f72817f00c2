// What lies on something else in the diagrams of a page, written into its title as JSON.
addEventListener("load", () => {
  const box = element => element.getBoundingClientRect();
  const over = (a, b, by = 1) =>
    a.left + by < b.right && b.left + by < a.right && a.top + by < b.bottom && b.top + by < a.bottom;
  const within = (inner, outer) =>
    inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1
    && inner.bottom <= outer.bottom + 1;
  const covers = (frame, point, by) =>
    point.x > frame.left + by && point.x < frame.right - by && point.y > frame.top + by && point.y < frame.bottom - by;
  const pairs = members => members.flatMap((one, place) => members.slice(place + 1).map(other => [one, other]));
  const found = new Set();
  const note = (...said) => found.add(said.join(": "));
  let smallest = Infinity;
  const diagrams = [...document.querySelectorAll(":not(.on-paper) > svg.diagram")];
  for (const svg of diagrams) {
    const shown = svg.getScreenCTM();
    const texts = [...svg.querySelectorAll("text")].map(text => ({ frame: box(text), text, name: text.textContent }));
    const labels = texts.filter(({ text }) => !text.closest(".card"));
    const cards = [...svg.querySelectorAll(".card")].map(card => ({
      card, frame: box(card.querySelector(".face")), name: card.textContent,
    }));
    for (const each of texts) {
      smallest = Math.min(smallest, parseFloat(getComputedStyle(each.text).fontSize) * shown.a);
      if (!within(each.frame, box(svg))) note("text leaves diagram", each.name);
      const card = cards.find(other => other.card.contains(each.text));
      if (card && !within(each.frame, card.frame)) note("text leaves card", each.name);
      const frame = each.text.parentElement.matches(".box") && each.text.parentElement.querySelector("rect");
      if (frame && !within(each.frame, box(frame))) note("title leaves frame", each.name);
    }
    for (const [one, other] of pairs(texts)) if (over(one.frame, other.frame, 1.5)) note("text on text", one.name, other.name);
    for (const [one, other] of pairs(cards)) if (over(one.frame, other.frame)) note("card on card", one.name, other.name);
    for (const card of cards) {
      for (const label of labels) if (over(card.frame, label.frame)) note("label on card", label.name, card.name);
    }
    for (const line of svg.querySelectorAll(".line")) {
      for (let at = 0; at < line.getTotalLength(); at += 3) {
        const point = line.getPointAtLength(at).matrixTransform(shown);
        for (const card of cards) if (covers(card.frame, point, 2)) note("line through card", card.name);
        for (const label of labels) if (covers(label.frame, point, 2)) note("line through label", label.name);
      }
    }
  }
  document.title = "measured " + JSON.stringify({
    diagrams: diagrams.length, cards: document.querySelectorAll(":not(.on-paper) > .diagram .card").length, smallest, found: [...found].slice(0, 20),
    page: document.documentElement.scrollWidth, window: window.innerWidth,
  });
});
