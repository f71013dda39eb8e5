// The texts of pictures that are cut or overlap, and those of tables that are cut.
(() => {
  const found = [];
  for (const svg of document.querySelectorAll("figure svg")) {
    const view = svg.viewBox.baseVal, seen = [];
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBBox(), what = svg.closest("figure").id + ": " + text.firstChild.data;
      if (box.x < -1.5 || box.y < -1.5 || box.x + box.width > view.width + 1.5 || box.y + box.height > view.height + 1.5) {
        found.push(what + " is cut: " + [box.x, box.y, box.width, box.height] + " in " + [view.width, view.height]);
      }
      for (const [other, b] of seen) {
        if (box.x < b.x + b.width - 1 && b.x < box.x + box.width - 1 && box.y < b.y + b.height - 3 && b.y < box.y + box.height - 3) {
          found.push(what + " overlaps " + other);
        }
      }
      seen.push([text.firstChild.data, box]);
    }
  }
  return found;
})()
